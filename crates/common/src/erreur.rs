//! The error format of the API: RFC 9457 `application/problem+json`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A problem document (RFC 9457). `title` and `detail` are French and safe to show.
///
/// Some codes add members, such as `erreurs`; the OpenAPI document lists them per code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// URI of the problem type, such as `/problemes/action-en-cours`.
    #[serde(rename = "type")]
    pub kind: String,
    /// General description of the problem.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// Stable code, such as `ACTION_EN_COURS`.
    pub code: String,
    /// Description of this occurrence.
    pub detail: String,
    /// Identifier of the request in the server's log; also in the header `x-request-id`.
    pub trace_id: String,
    /// Invalid fields, for the code `VALIDATION`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "server", schema(ignore))]
    pub erreurs: Vec<ErreurChamp>,
    /// Extra members of this code, such as `idConversion`.
    #[serde(flatten)]
    #[cfg_attr(feature = "server", schema(ignore))]
    pub extra: Map<String, Value>,
}

/// An invalid field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ErreurChamp {
    /// Name of the field in the request's JSON.
    pub champ: String,
    /// Stable code, such as `DATE_PASSEE`.
    pub code: String,
    /// Message in French, to show beside the field.
    pub message: String,
}

impl ErreurChamp {
    /// Creates the error of a field.
    pub fn new(champ: &str, code: &str, message: impl Into<String>) -> Self {
        Self { champ: champ.into(), code: code.into(), message: message.into() }
    }
}
