//! Which rules belong to each type of action.

use common::TypeAction;

use super::convertir_candidat::ConvertirCandidat;
use super::envoyer_dossier::EnvoyerDossier;
use super::envoyer_email::EnvoyerEmail;
use super::generer_devis::GenererDevis;
use super::kind::Kind;

/// Path of a type's webhook, below the base URL.
pub fn webhook_path(type_action: TypeAction) -> &'static str {
    kind(type_action).webhook_path()
}

/// The rules of a type.
pub(super) fn kind(type_action: TypeAction) -> &'static dyn Kind {
    match type_action {
        TypeAction::ConvertirCandidat => &ConvertirCandidat,
        TypeAction::EnvoyerDossier => &EnvoyerDossier,
        TypeAction::GenererDevis => &GenererDevis,
        TypeAction::EnvoyerEmail => &EnvoyerEmail,
    }
}
