//! Maps each type of action to its rules.

use common::TypeAction;

use super::convertir_candidat::ConvertirCandidat;
use super::envoyer_dossier::EnvoyerDossier;
use super::envoyer_email::EnvoyerEmail;
use super::generer_devis::GenererDevis;
use super::kind::Kind;

/// Returns the webhook path of a type, relative to the base URL.
pub fn webhook_path(type_action: TypeAction) -> &'static str {
    kind(type_action).webhook_path()
}

/// Returns the rules of a type.
pub(super) fn kind(type_action: TypeAction) -> &'static dyn Kind {
    match type_action {
        TypeAction::ConvertirCandidat => &ConvertirCandidat,
        TypeAction::EnvoyerDossier => &EnvoyerDossier,
        TypeAction::GenererDevis => &GenererDevis,
        TypeAction::EnvoyerEmail => &EnvoyerEmail,
    }
}
