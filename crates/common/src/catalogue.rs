//! DTOs of the catalogue: formations, their required documents, their sessions.

use serde::{Deserialize, Serialize};

use crate::codes::StatutSession;
use crate::identifiant::IdSession;
use crate::instant::Day;

/// A formation of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Formation {
    /// Identifier.
    pub id_formation: i64,
    /// Stable code, such as `CAP_BJ`.
    pub code: String,
    /// Display name.
    pub nom: String,
    /// Level, such as "CAP (niveau 3)".
    pub niveau: Option<String>,
    /// Duration in hours.
    pub duree_heures: Option<i32>,
    /// Price in euros.
    pub tarif: Option<f64>,
    /// Price in cents.
    pub tarif_centimes: Option<i64>,
    /// Code of the certification that it prepares for (RNCP or RS), such as `RNCP39010`.
    pub certification: Option<String>,
    /// Last day on which the certification is registered.
    pub certification_fin: Option<Day>,
    /// True when the formation accepts new candidates.
    pub active: bool,
}

/// A reference to a formation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct FormationRef {
    /// Stable code.
    pub code: String,
    /// Display name.
    pub nom: String,
}

/// A document that candidates of a formation must provide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DocumentRequis {
    /// Stable code, such as `PIECE_IDENTITE`.
    pub code: String,
    /// Display name.
    pub libelle: String,
    /// True when the file is incomplete without it.
    pub obligatoire: bool,
}

/// A training session of a formation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the contract")]
pub struct SessionFormation {
    /// Identifier.
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_session: IdSession,
    /// Identifier of its formation.
    pub id_formation: i64,
    /// Code of its formation.
    pub formation: String,
    /// Label, such as "Mars 2026".
    pub libelle: String,
    /// First day.
    pub date_debut: Day,
    /// Last day.
    pub date_fin: Day,
    /// Total number of seats.
    pub capacite: i32,
    /// Number of seats of enrolled candidates.
    pub inscrits: i32,
    /// Number of seats held by running conversions and by offers of the waiting list.
    pub retenues: i32,
    /// Number of seats left.
    pub places_restantes: i32,
    /// True when no seat is left.
    pub complete: bool,
    /// State of the session. `EN_COURS` and `TERMINEE` follow from its dates, in Europe/Paris.
    pub statut_session: StatutSession,
    /// True when the session has no break of its own, so that somebody who attends it stops working throughout.
    pub en_continu: bool,
    /// True when people attend part time.
    pub temps_partiel: bool,
    /// True when people attend at a distance.
    pub a_distance: bool,
}
