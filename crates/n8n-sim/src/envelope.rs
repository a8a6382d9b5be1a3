//! Payload of a webhook: action type from the path, envelope from the body.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The four action types with a workflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TypeAction {
    /// Converts a prospect into a candidate: file number and Drive folder.
    ConvertirCandidat,
    /// Sends the application form.
    EnvoyerDossier,
    /// Makes a quote and sends it to nobody.
    GenererDevis,
    /// Sends an email.
    EnvoyerEmail,
}

impl TypeAction {
    /// Returns the workflow of a path under `/webhook/`, if any.
    pub fn from_path(path: &str) -> Option<Self> {
        match path {
            "prospect/convertir-candidat" => Some(Self::ConvertirCandidat),
            "prospect/envoyer-dossier" => Some(Self::EnvoyerDossier),
            "prospect/generer-devis" => Some(Self::GenererDevis),
            "prospect/envoyer-email" => Some(Self::EnvoyerEmail),
            _ => None,
        }
    }

    /// Returns the path of its webhook, under `/webhook/`.
    pub fn path(self) -> &'static str {
        match self {
            Self::ConvertirCandidat => "prospect/convertir-candidat",
            Self::EnvoyerDossier => "prospect/envoyer-dossier",
            Self::GenererDevis => "prospect/generer-devis",
            Self::EnvoyerEmail => "prospect/envoyer-email",
        }
    }
}

/// The fields of the envelope that a workflow reads; others are ignored, as in n8n.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Envelope {
    pub(crate) id_conversion: i64,
    pub(crate) id_prospect: String,
    pub(crate) url_rappel: String,
    pub(crate) nom: Option<String>,
    pub(crate) prenom: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) formation_retenue: Option<String>,
    pub(crate) type_email: Option<String>,
    pub(crate) message: Option<String>,
    /// Existing file number, when a partial conversion is finished.
    pub(crate) numero_dossier: Option<String>,
    pub(crate) documents_requis: Option<Vec<Value>>,
}
