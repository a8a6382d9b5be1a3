//! Callbacks of n8n. Unknown fields are ignored, and fields that are only stored are read leniently.

use serde::{Deserialize, Serialize};

use crate::codes::StatutAction;
use crate::identifiant::IdAction;
use crate::lenient;

/// The end of an action, reported by n8n. The type of the action decides which result fields apply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase")]
pub struct CompleteActionRequest {
    /// Identifier of the action, as a number or numeric text.
    #[serde(deserialize_with = "lenient::integer")]
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_conversion: IdAction,
    /// True when n8n succeeded; the texts `"true"` and `"false"` are accepted.
    #[serde(deserialize_with = "lenient::flag")]
    pub success: bool,
    /// Conversion: file number, required on success. It must be one line without an unevaluated n8n expression
    /// (`undefined`, `null`, `[object Object]`, `{{ … }}`).
    #[serde(default, deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "server", schema(max_length = 60))]
    pub numero_dossier: Option<String>,
    /// Conversion: https link to the Drive folder.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub lien_dossier_drive: Option<String>,
    /// Quote: number, truncated to 120 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub numero_devis: Option<String>,
    /// Quote: https link to the PDF.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub lien_devis: Option<String>,
    /// Application form: https link.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub lien_formulaire: Option<String>,
    /// Email: subject as sent, truncated to 1 000 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub objet: Option<String>,
    /// Email: body as sent, truncated to 200 000 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub contenu: Option<String>,
    /// Email: Message-ID; angle brackets and case do not matter.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub message_id: Option<String>,
    /// Identifier of the n8n workflow, truncated to 200 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub workflow_id: Option<String>,
    /// Identifier of the n8n execution, truncated to 200 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub execution_id: Option<String>,
    /// Failure: reason, truncated to 4 000 characters; an object is stored as its JSON.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub message_erreur: Option<String>,
    /// Failure: name of the failed node, truncated to 200 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub nom_noeud: Option<String>,
}

/// Response to the end of an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompleteActionResponse {
    /// Identifier of the action.
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_conversion: IdAction,
    /// Current state of the action.
    pub statut_action: StatutAction,
    /// True when this result was already known and nothing was done.
    pub deja_traite: bool,
}

/// A step of an action, reported by n8n.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase")]
pub struct ReportProgressRequest {
    /// Identifier of the action, as a number or numeric text.
    #[serde(deserialize_with = "lenient::integer")]
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_conversion: IdAction,
    /// Description of the step, in French, truncated to 200 characters.
    #[serde(default, deserialize_with = "lenient::text")]
    #[cfg_attr(feature = "server", schema(min_length = 1, required = true))]
    pub etape: String,
    /// Progress, rounded and limited to 0–100; a value that is not a number counts as absent.
    #[serde(default, deserialize_with = "lenient::percentage")]
    #[cfg_attr(feature = "server", schema(minimum = 0, maximum = 100))]
    pub pourcentage: Option<i32>,
}
