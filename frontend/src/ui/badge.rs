//! Badges: a state as colour, icon and word.

use common::{EtatPiece, StatutAction, StatutDossier, StatutProspect};
use leptos::prelude::*;

use super::icon::IconView;
use crate::model::icons::Icon;
use crate::model::tone::Tone;

/// A badge.
#[component]
pub(crate) fn Badge(
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] icon: Option<Icon>,
    children: Children,
) -> impl IntoView {
    view! {
        <span class=format!("badge tone-{}", tone.word())>
            {icon.map(|icon| view! { <IconView icon/> }.into_any())} <span class="badge-text">{children()}</span>
        </span>
    }
}

/// Returns the look of a statut.
const fn look(statut: StatutProspect) -> (Tone, Icon) {
    match statut {
        StatutProspect::Nouveau => (Tone::Info, Icon::Star),
        StatutProspect::Contacte => (Tone::Info, Icon::Mail),
        StatutProspect::EnEchange => (Tone::Violet, Icon::MessageCircle),
        StatutProspect::Qualifie => (Tone::Success, Icon::CheckCircle),
        StatutProspect::DevisEnvoye => (Tone::Warning, Icon::Document),
        StatutProspect::EnAttenteDossier => (Tone::Warning, Icon::Hourglass),
        StatutProspect::DossierRecu => (Tone::Accent, Icon::Inbox),
        StatutProspect::FinancementEnCours => (Tone::Violet, Icon::Euro),
        StatutProspect::ARecontacter => (Tone::Neutral, Icon::Recontact),
        StatutProspect::Candidat => (Tone::Accent, Icon::Candidates),
        StatutProspect::Perdu => (Tone::Neutral, Icon::UserX),
    }
}

/// Returns the icon of a statut.
pub(crate) const fn statut_icon(statut: StatutProspect) -> Icon {
    look(statut).1
}

/// The statut of a prospect.
#[component]
pub(crate) fn StatutBadge(statut: StatutProspect) -> impl IntoView {
    let (tone, icon) = look(statut);
    view! { <Badge tone icon>{statut.libelle()}</Badge> }
}

/// The state of an action; `partielle` when it ended without n8n.
#[component]
pub(crate) fn ActionBadge(statut: StatutAction, #[prop(optional)] partielle: bool) -> impl IntoView {
    let (tone, icon, text) = match statut {
        StatutAction::EnCours => (Tone::Info, Icon::Clock, statut.libelle()),
        StatutAction::Terminee => (Tone::Success, Icon::CheckCircle, statut.libelle()),
        StatutAction::Erreur if partielle => (Tone::Warning, Icon::Warning, "Partielle"),
        StatutAction::Erreur => (Tone::Danger, Icon::ErrorCircle, "Échec"),
        StatutAction::Annulee => (Tone::Neutral, Icon::Close, statut.libelle()),
    };
    view! { <Badge tone icon>{text}</Badge> }
}

/// The state of a candidate's file.
#[component]
pub(crate) fn DossierBadge(statut: StatutDossier) -> impl IntoView {
    let (tone, icon) = match statut {
        StatutDossier::Recu => (Tone::Info, Icon::Inbox),
        StatutDossier::Incomplet => (Tone::Warning, Icon::Hourglass),
        StatutDossier::Complet => (Tone::Accent, Icon::Document),
        StatutDossier::Accepte => (Tone::Success, Icon::CheckCircle),
        StatutDossier::Refuse => (Tone::Danger, Icon::Close),
        StatutDossier::Desiste => (Tone::Neutral, Icon::UserX),
    };
    view! { <Badge tone icon>{statut.libelle()}</Badge> }
}

/// Returns the icon of the state of a piece.
pub(crate) const fn etat_icon(etat: EtatPiece) -> Icon {
    match etat {
        EtatPiece::Attendue => Icon::Hourglass,
        EtatPiece::Recue => Icon::CheckCircle,
        EtatPiece::Refusee => Icon::ErrorCircle,
        EtatPiece::Dispensee => Icon::Check,
    }
}

/// The state of a piece of a candidate's file.
#[component]
pub(crate) fn PieceBadge(etat: EtatPiece) -> impl IntoView {
    let tone = match etat {
        EtatPiece::Attendue => Tone::Warning,
        EtatPiece::Recue => Tone::Success,
        EtatPiece::Refusee => Tone::Danger,
        EtatPiece::Dispensee => Tone::Neutral,
    };
    view! { <Badge tone icon=etat_icon(etat)>{etat.libelle()}</Badge> }
}
