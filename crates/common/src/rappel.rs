//! What n8n sends back. Unknown fields are ignored: workflows send what they have.

use serde::{Deserialize, Serialize};

use crate::codes::StatutAction;

/// The end of an action, reported by n8n. Which result fields apply depends on the action's type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase")]
pub struct ConversionCompleteRequest {
    /// The action.
    pub id_conversion: i64,
    /// Whether n8n did what was asked.
    pub success: bool,
    /// Conversion: file number, required on success.
    #[serde(default)]
    #[cfg_attr(feature = "server", schema(max_length = 60))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 60, code = "LONGUEUR", message = "60 caractères au plus."))
    )]
    pub numero_dossier: Option<String>,
    /// Conversion: https link of the Drive folder.
    #[serde(default)]
    pub lien_dossier_drive: Option<String>,
    /// Quote: its number.
    #[serde(default)]
    #[cfg_attr(feature = "server", schema(max_length = 120))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 120, code = "LONGUEUR", message = "120 caractères au plus."))
    )]
    pub numero_devis: Option<String>,
    /// Quote: https link of the PDF.
    #[serde(default)]
    pub lien_devis: Option<String>,
    /// Application form: its https link.
    #[serde(default)]
    pub lien_formulaire: Option<String>,
    /// Email: subject as sent.
    #[serde(default)]
    #[cfg_attr(feature = "server", schema(max_length = 1000))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 1000, code = "LONGUEUR", message = "1 000 caractères au plus."))
    )]
    pub objet: Option<String>,
    /// Email: body as sent.
    #[serde(default)]
    pub contenu: Option<String>,
    /// Email: its Message-ID.
    #[serde(default)]
    #[cfg_attr(feature = "server", schema(max_length = 998))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 998, code = "LONGUEUR", message = "998 caractères au plus."))
    )]
    pub message_id: Option<String>,
    /// The n8n workflow.
    #[serde(default)]
    #[cfg_attr(feature = "server", schema(max_length = 200))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 200, code = "LONGUEUR", message = "200 caractères au plus."))
    )]
    pub workflow_id: Option<String>,
    /// The n8n execution.
    #[serde(default)]
    #[cfg_attr(feature = "server", schema(max_length = 200))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 200, code = "LONGUEUR", message = "200 caractères au plus."))
    )]
    pub execution_id: Option<String>,
    /// Failure: why.
    #[serde(default)]
    pub message_erreur: Option<String>,
    /// Failure: the node that failed.
    #[serde(default)]
    #[cfg_attr(feature = "server", schema(max_length = 200))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 200, code = "LONGUEUR", message = "200 caractères au plus."))
    )]
    pub nom_noeud: Option<String>,
}

/// How the end of an action was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConversionCompleteResponse {
    /// The action.
    pub id_conversion: i64,
    /// Its state now.
    pub statut_action: StatutAction,
    /// Whether this result was known already: nothing was done again.
    pub deja_traite: bool,
}

/// A step, reported by n8n.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase")]
pub struct ConversionProgressRequest {
    /// The action.
    pub id_conversion: i64,
    /// What n8n is doing, in French.
    #[cfg_attr(feature = "server", schema(min_length = 1, max_length = 200))]
    #[cfg_attr(
        feature = "server",
        validate(length(min = 1, max = 200, code = "LONGUEUR", message = "De 1 à 200 caractères."))
    )]
    pub etape: String,
    /// 0 to 100.
    #[serde(default)]
    #[cfg_attr(feature = "server", schema(minimum = 0, maximum = 100))]
    #[cfg_attr(
        feature = "server",
        validate(range(min = 0, max = 100, code = "INTERVALLE", message = "De 0 à 100."))
    )]
    pub pourcentage: Option<i32>,
}
