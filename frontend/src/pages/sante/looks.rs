//! Colour and icon of each health state. A text beside them repeats the state.

use common::{EtatSante, EtatWorkflow};

use crate::ui::{Icon, Tone};

/// Returns the tone and icon of the verdict or of a problem.
pub(super) const fn of_health(etat: EtatSante) -> (Tone, Icon) {
    match etat {
        EtatSante::Bon => (Tone::Success, Icon::CheckCircle),
        EtatSante::ASurveiller => (Tone::Warning, Icon::Warning),
        EtatSante::EnPanne => (Tone::Danger, Icon::ErrorCircle),
    }
}

/// Returns the tone and icon of a workflow's state.
pub(super) const fn of_workflow(etat: EtatWorkflow) -> (Tone, Icon) {
    match etat {
        EtatWorkflow::Actif => (Tone::Success, Icon::CheckCircle),
        EtatWorkflow::SansCanari => (Tone::Warning, Icon::CheckCircle),
        EtatWorkflow::Inconnu => (Tone::Neutral, Icon::Clock),
        EtatWorkflow::Inactif | EtatWorkflow::Injoignable => (Tone::Danger, Icon::Unlink),
        EtatWorkflow::CleRefusee | EtatWorkflow::SignatureRefusee => (Tone::Danger, Icon::Lock),
        EtatWorkflow::ReponseInattendue => (Tone::Danger, Icon::Warning),
    }
}

/// Returns the tone and icon of a part that is only healthy or broken.
pub(super) const fn of_well(well: bool) -> (Tone, Icon) {
    of_health(if well { EtatSante::Bon } else { EtatSante::EnPanne })
}
