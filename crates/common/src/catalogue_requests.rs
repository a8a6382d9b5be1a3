//! Requests that change the catalogue.

use serde::{Deserialize, Serialize};

use crate::codes::StatutSession;
use crate::instant::Day;
use crate::lenient::{self, given, not_null};

/// Request to create a formation. It accepts candidates at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewFormationRequest {
    /// Stable code: capital letters, digits and `_`. It never changes.
    #[cfg_attr(feature = "server", schema(example = "CAP_BJ", pattern = "^[A-Z0-9_]{1,40}$"))]
    pub code: String,
    /// Display name.
    #[cfg_attr(feature = "server", schema(min_length = 1, max_length = 200))]
    pub nom: String,
    /// Level, such as "CAP (niveau 3)".
    #[serde(default, deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(max_length = 100))]
    pub niveau: Option<String>,
    /// Duration in hours.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(minimum = 1, maximum = 10_000))]
    pub duree_heures: Option<i32>,
    /// Price in cents.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(minimum = 0, maximum = 100_000_000))]
    pub tarif_centimes: Option<i32>,
    /// Code of the certification that it prepares for: `RNCP` or `RS` and a number.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(max_length = 20, example = "RNCP39010"))]
    pub certification: Option<String>,
    /// Last day on which the certification is registered.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub certification_fin: Option<Day>,
}

/// Request to change a formation: an absent field stays, a null field is emptied. `nom` and `active` can't be emptied.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ChangeFormationRequest {
    /// Display name.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false, min_length = 1, max_length = 200))]
    pub nom: Option<String>,
    /// Level, such as "CAP (niveau 3)".
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, max_length = 100))]
    pub niveau: Option<Option<String>>,
    /// Duration in hours.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<i32>, minimum = 1, maximum = 10_000))]
    pub duree_heures: Option<Option<i32>>,
    /// Price in cents.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<i32>, minimum = 0, maximum = 100_000_000))]
    pub tarif_centimes: Option<Option<i32>>,
    /// Code of the certification that it prepares for: `RNCP` or `RS` and a number.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>, max_length = 20, example = "RNCP39010"))]
    pub certification: Option<Option<String>>,
    /// Last day on which the certification is registered.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "server", schema(value_type = Option<Day>))]
    pub certification_fin: Option<Option<Day>>,
    /// False to archive the formation: it takes no new candidates and keeps its own.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false))]
    pub active: Option<bool>,
}

/// Request to replace the documents that a formation requires.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReplaceDocumentsRequisRequest {
    /// All documents, in the order to show; at most 50. A document that is left out is no longer required.
    #[cfg_attr(feature = "server", schema(max_items = 50))]
    pub documents: Vec<DocumentRequisRequest>,
}

/// A document of [`ReplaceDocumentsRequisRequest`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentRequisRequest {
    /// Stable code: capital letters, digits and `_`.
    #[cfg_attr(feature = "server", schema(example = "PIECE_IDENTITE", pattern = "^[A-Z0-9_]{1,40}$"))]
    pub code: String,
    /// Display name.
    #[cfg_attr(feature = "server", schema(min_length = 1, max_length = 200))]
    pub libelle: String,
    /// True when the file is incomplete without it.
    pub obligatoire: bool,
}

/// Request to create a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewSessionRequest {
    /// Code of the formation.
    #[cfg_attr(feature = "server", schema(example = "CAP_BJ"))]
    pub formation: String,
    /// Label, such as "Mars 2026". Two sessions of a formation have different labels.
    #[cfg_attr(feature = "server", schema(min_length = 1, max_length = 100))]
    pub libelle: String,
    /// First day.
    pub date_debut: Day,
    /// Last day.
    pub date_fin: Day,
    /// Total number of seats.
    #[cfg_attr(feature = "server", schema(minimum = 0, maximum = 1000))]
    pub capacite: i32,
    /// State of the session; `PLANIFIEE` when absent. The dates decide on `EN_COURS` and `TERMINEE`.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub statut_session: Option<StatutSession>,
    /// False when the session has a break of its own; true when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub en_continu: Option<bool>,
    /// True when people attend part time; false when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub temps_partiel: Option<bool>,
    /// True when people attend at a distance; false when absent.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub a_distance: Option<bool>,
}

/// Request to change a session; absent fields stay, and none can be emptied.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ChangeSessionRequest {
    /// Label, such as "Mars 2026". Two sessions of a formation have different labels.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false, min_length = 1, max_length = 100))]
    pub libelle: Option<String>,
    /// First day.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false))]
    pub date_debut: Option<Day>,
    /// Last day.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false))]
    pub date_fin: Option<Day>,
    /// Total number of seats, not below those given and held.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false, minimum = 0, maximum = 1000))]
    pub capacite: Option<i32>,
    /// State of the session. The dates decide on `EN_COURS` and `TERMINEE`: 422 `STATUT_INTERDIT` for one that they
    /// contradict. `ANNULEE` archives the session.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false))]
    pub statut_session: Option<StatutSession>,
    /// False when the session has a break of its own.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false))]
    pub en_continu: Option<bool>,
    /// True when people attend part time.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false))]
    pub temps_partiel: Option<bool>,
    /// True when people attend at a distance.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "server", schema(nullable = false))]
    pub a_distance: Option<bool>,
}

/// Request to copy a session to later dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DuplicateSessionRequest {
    /// Number of months between the first days of the session and of its copy.
    #[cfg_attr(feature = "server", schema(minimum = 1, maximum = 60))]
    pub decalage_mois: u32,
    /// Label of the copy; month and year of its first day when absent, such as "Septembre 2026".
    #[serde(default, deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(max_length = 100))]
    pub libelle: Option<String>,
}
