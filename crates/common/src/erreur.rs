//! The error format of the API: RFC 9457 `application/problem+json`.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::codes::{StatutAction, TypeAction};
use crate::error_code::{FieldCode, ProblemCode, Received};
use crate::identifiant::{IdAction, IdCandidat, IdSession};
use crate::instant::Instant;

/// A problem document (RFC 9457). `title` and `detail` are safe to show; they are French, or English if
/// `Accept-Language` prefers it and `Content-Language` says so.
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
    /// Parses the members of this code as one of the structs below; `None` when a member is missing or has another
    /// type.
    pub fn members<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_value(Value::Object(self.extra.clone())).ok()
    }
}

/// Members of `ACTION_EN_COURS`, which describe the running action. They are missing when that action started in the
/// same instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActionEnCours {
    /// Identifier of the running action.
    pub id_conversion: IdAction,
    /// Type of the running action.
    pub type_action: TypeAction,
    /// When the action was requested.
    pub date_debut: Instant,
    /// Name of the person who requested the action.
    pub demande_par: String,
    /// Time since the request, in milliseconds, when the service responded.
    pub duree_ecoulee_ms: i64,
}

/// Members of `DEJA_CANDIDAT`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DejaCandidat {
    /// Identifier of the candidate.
    pub id_candidat: IdCandidat,
    /// File number of the candidate.
    pub numero_dossier: String,
}

/// Members of `SESSION_COMPLETE`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionComplete {
    /// Identifier of the session without a free seat.
    pub id_session: IdSession,
}

/// Members of `CAPACITE_INSUFFISANTE`: the seats that the session must keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CapaciteInsuffisante {
    /// Number of seats of enrolled candidates.
    pub inscrits: i32,
    /// Number of seats held by running conversions and by offers of the waiting list.
    pub retenues: i32,
}

/// Members of `DEJA_PARTIE`, `RESULTAT_CONTRADICTOIRE` and `NUMERO_DOSSIER_PRIS`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResultatRefuse {
    /// State of the action, which the request does not change.
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
    #[cfg_attr(feature = "server", schema(value_type = String))]
    pub code: Received<FieldCode>,
    /// Message in French, to show beside the field.
    pub message: String,
}

impl ErreurChamp {
    /// Creates the error of a field.
    pub fn new(champ: &str, code: FieldCode, message: impl Into<String>) -> Self {
        Self { champ: champ.into(), code: code.into(), message: message.into() }
    }
}
