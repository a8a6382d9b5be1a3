//! What n8n sends back. Unknown fields are ignored: workflows send what they have. What is only kept is read generously.

use serde::{Deserialize, Serialize};

use crate::codes::StatutAction;
use crate::lenient;

/// The end of an action, reported by n8n. Which result fields apply depends on the action's type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase")]
pub struct ConversionCompleteRequest {
    /// The action; the text of a number is taken too.
    #[serde(deserialize_with = "lenient::integer")]
    pub id_conversion: i64,
    /// Whether n8n did what was asked; `"true"` and `"false"` are taken too.
    #[serde(deserialize_with = "lenient::flag")]
    pub success: bool,
    /// Conversion: file number, required on success. On one line, and no expression that n8n did not fill in (`undefined`,
    /// `null`, `[object Object]`, `{{ … }}`).
    #[serde(default, deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "server", schema(max_length = 60))]
    pub numero_dossier: Option<String>,
    /// Conversion: https link of the Drive folder.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub lien_dossier_drive: Option<String>,
    /// Quote: its number, cut at 120 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub numero_devis: Option<String>,
    /// Quote: https link of the PDF.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub lien_devis: Option<String>,
    /// Application form: its https link.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub lien_formulaire: Option<String>,
    /// Email: subject as sent, cut at 1 000 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub objet: Option<String>,
    /// Email: body as sent, cut at 200 000 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub contenu: Option<String>,
    /// Email: its Message-ID, with or without its angle brackets, in any case.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub message_id: Option<String>,
    /// The n8n workflow, cut at 200 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub workflow_id: Option<String>,
    /// The n8n execution, cut at 200 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub execution_id: Option<String>,
    /// Failure: why, cut at 4 000 characters; an object is kept as its JSON.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub message_erreur: Option<String>,
    /// Failure: the node that failed, cut at 200 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
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
    /// The action; the text of a number is taken too.
    #[serde(deserialize_with = "lenient::integer")]
    pub id_conversion: i64,
    /// What n8n is doing, in French, cut at 200 characters.
    #[serde(default, deserialize_with = "lenient::text")]
    #[cfg_attr(feature = "server", schema(min_length = 1, required = true))]
    pub etape: String,
    /// Rounded, between 0 and 100; what is no number counts as absent.
    #[serde(default, deserialize_with = "lenient::percentage")]
    #[cfg_attr(feature = "server", schema(minimum = 0, maximum = 100))]
    pub pourcentage: Option<i32>,
}
