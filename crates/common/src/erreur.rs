//! The error format of the API: RFC 9457 `application/problem+json`.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::codes::{StatutAction, TypeAction};
use crate::error_code::ProblemCode;
use crate::instant::Instant;

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
    #[cfg_attr(feature = "server", schema(value_type = String))]
    pub code: ProblemCode,
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

impl Problem {
    /// The members that the code adds, one of the structs below; `None` when one is absent or has another type.
    pub fn members<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_value(Value::Object(self.extra.clone())).ok()
    }
}

/// Members of `ACTION_EN_COURS`: the action that is in the way. Absent when it was started at this very instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActionEnCours {
    /// Its identifier.
    pub id_conversion: i64,
    /// Which of the four actions.
    pub type_action: TypeAction,
    /// When it was asked.
    pub date_debut: Instant,
    /// Who asked.
    pub demande_par: String,
    /// For how long it had been running when the service answered, in milliseconds.
    pub duree_ecoulee_ms: i64,
}

/// Members of `DEJA_CANDIDAT`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DejaCandidat {
    /// The candidate that the prospect is.
    pub id_candidat: i64,
    /// Its file number.
    pub numero_dossier: String,
}

/// Members of `SESSION_COMPLETE`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionComplete {
    /// The session without a seat.
    pub id_session: i64,
}

/// Members of `RESULTAT_CONTRADICTOIRE` and `NUMERO_DOSSIER_PRIS`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResultatRefuse {
    /// The state in which the action stays.
    pub statut_action: StatutAction,
}

/// Members of `OPPOSITION`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Opposition {
    /// Fields of the request, or of the record, that are on the opposition list.
    pub champs: Vec<String>,
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
