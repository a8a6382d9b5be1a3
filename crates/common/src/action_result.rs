//! Results of actions, as the column `resultat` stores them and the `Action` of the contract shows them.
//!
//! Unknown fields are ignored, because another version of the service may have written the row.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::codes::TypeAction;

/// Result of `CONVERTIR_CANDIDAT`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversionResult {
    /// File number of the candidate.
    pub numero_dossier: String,
    /// Drive folder of the candidate; absent for a conversion done without n8n.
    pub lien_dossier_drive: Option<String>,
}

/// Result of `ENVOYER_DOSSIER`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DossierResult {
    /// Link to the form that was sent, if n8n gives it.
    pub lien_formulaire: Option<String>,
}

/// Result of `GENERER_DEVIS`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DevisResult {
    /// Number of the quote, if n8n gives it.
    pub numero_devis: Option<String>,
    /// Link to the quote.
    pub lien_devis: Option<String>,
}

/// Result of `ENVOYER_EMAIL`: the email that was sent, as far as n8n gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EmailResult {
    /// Subject.
    pub objet: Option<String>,
    /// Body.
    pub contenu: Option<String>,
    /// `Message-ID` header.
    pub message_id: Option<String>,
}

/// Result of an action. Its JSON is that of its type's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ActionResult {
    /// Result of `CONVERTIR_CANDIDAT`.
    Conversion(ConversionResult),
    /// Result of `ENVOYER_DOSSIER`.
    Dossier(DossierResult),
    /// Result of `GENERER_DEVIS`.
    Devis(DevisResult),
    /// Result of `ENVOYER_EMAIL`.
    Email(EmailResult),
}

impl ActionResult {
    /// Reads the stored result of an action of this type.
    ///
    /// # Errors
    /// The JSON is not a result of this type.
    pub fn read(type_action: TypeAction, resultat: &Value) -> Result<Self, serde_json::Error> {
        match type_action {
            TypeAction::ConvertirCandidat => ConversionResult::deserialize(resultat).map(Self::Conversion),
            TypeAction::EnvoyerDossier => DossierResult::deserialize(resultat).map(Self::Dossier),
            TypeAction::GenererDevis => DevisResult::deserialize(resultat).map(Self::Devis),
            TypeAction::EnvoyerEmail => EmailResult::deserialize(resultat).map(Self::Email),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Results as stored, of every type.
    fn stored() -> Vec<(TypeAction, Value)> {
        let folder = "https://drive.example/dossier/1";
        let quote = "https://drive.example/devis/1";
        let form = "https://formulaires.example/1";
        vec![
            (
                TypeAction::ConvertirCandidat,
                json!({ "numeroDossier": "DUMI15092024", "lienDossierDrive": folder }),
            ),
            (
                TypeAction::ConvertirCandidat,
                json!({ "numeroDossier": "DUMI15092024", "lienDossierDrive": null }),
            ),
            (TypeAction::EnvoyerDossier, json!({ "lienFormulaire": form })),
            (TypeAction::EnvoyerDossier, json!({ "lienFormulaire": null })),
            (TypeAction::GenererDevis, json!({ "numeroDevis": "DEV-2026-00001", "lienDevis": quote })),
            (TypeAction::GenererDevis, json!({ "numeroDevis": null, "lienDevis": quote })),
            (
                TypeAction::EnvoyerEmail,
                json!({ "objet": "Bonjour", "contenu": "…", "messageId": "<1@ecole.example>" }),
            ),
            (TypeAction::EnvoyerEmail, json!({ "objet": null, "contenu": null, "messageId": null })),
        ]
    }

    #[test]
    fn stored_results_are_read_and_written_back_unchanged() {
        for (type_action, stored) in stored() {
            assert_eq!(json!(ActionResult::read(type_action, &stored).unwrap()), stored, "{type_action}");
        }
    }

    #[test]
    fn fields_of_another_version_are_ignored() {
        for (type_action, mut stored) in stored() {
            let known = ActionResult::read(type_action, &stored).unwrap();
            stored["pagesDuDevis"] = json!([1, 2]);
            assert_eq!(ActionResult::read(type_action, &stored).unwrap(), known, "{type_action}");
        }
    }

    #[test]
    fn only_a_conversion_has_a_required_field() {
        for type_action in TypeAction::ALL.iter().copied() {
            let read = ActionResult::read(type_action, &json!({}));
            assert_eq!(read.is_err(), type_action == TypeAction::ConvertirCandidat, "{type_action}");
        }
    }
}
