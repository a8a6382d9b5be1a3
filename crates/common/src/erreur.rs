//! The error format of the whole API: RFC 9457 `application/problem+json`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A problem document (RFC 9457). `title` and `detail` are French and safe to show.
///
/// A code adds members of its own, `erreurs` among them: the document says which, by code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// URI of the kind of problem, `/problemes/action-en-cours`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What went wrong, in general.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable code, `ACTION_EN_COURS`.
    pub code: String,
    /// What went wrong this time.
    pub detail: String,
    /// Identifies the request in the server's log; also in the `x-request-id` header.
    pub trace_id: String,
    /// The fields at fault, for `VALIDATION`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "server", schema(ignore))]
    pub erreurs: Vec<ErreurChamp>,
    /// The extra members of this code, such as `idConversion`.
    #[serde(flatten)]
    #[cfg_attr(feature = "server", schema(ignore))]
    pub extra: Map<String, Value>,
}

/// A field at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ErreurChamp {
    /// Name of the field in the request's JSON.
    pub champ: String,
    /// Stable code, `DATE_PASSEE`.
    pub code: String,
    /// French, safe to show beside the field.
    pub message: String,
}

impl ErreurChamp {
    /// The error of one field.
    pub fn new(champ: &str, code: &str, message: impl Into<String>) -> Self {
        Self { champ: champ.into(), code: code.into(), message: message.into() }
    }
}
