//! What the school teaches: formations, their required documents, their sessions.

use serde::{Deserialize, Serialize};

use crate::codes::StatutSession;
use crate::instant::Day;

/// A formation of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Formation {
    /// Identifier.
    pub id_formation: i64,
    /// Stable code, `CAP_BJ`.
    pub code: String,
    /// Name to show.
    pub nom: String,
    /// Level, "CAP (niveau 3)".
    pub niveau: Option<String>,
    /// Hours in all.
    pub duree_heures: Option<i32>,
    /// Price in euros.
    pub tarif: Option<f64>,
    /// Whether new candidates can be taken.
    pub active: bool,
}

/// A formation, named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct FormationRef {
    /// Stable code.
    pub code: String,
    /// Name to show.
    pub nom: String,
}

/// A document that a candidate of the formation must give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DocumentRequis {
    /// Stable code, `PIECE_IDENTITE`.
    pub code: String,
    /// Name to show.
    pub libelle: String,
    /// Whether the file is incomplete without it.
    pub obligatoire: bool,
}

/// A training session of a formation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SessionFormation {
    /// Identifier.
    pub id_session: i64,
    /// Its formation.
    pub id_formation: i64,
    /// Code of its formation.
    pub formation: String,
    /// "Mars 2026".
    pub libelle: String,
    /// First day.
    pub date_debut: Day,
    /// Last day.
    pub date_fin: Day,
    /// Seats in all.
    pub capacite: i32,
    /// Seats given to candidates.
    pub inscrits: i32,
    /// Seats held by running conversions.
    pub retenues: i32,
    /// Seats left.
    pub places_restantes: i32,
    /// Whether no seat is left.
    pub complete: bool,
    /// State.
    pub statut_session: StatutSession,
}
