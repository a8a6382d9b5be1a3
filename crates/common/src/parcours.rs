//! DTO of the path of a prospect through its statuts.

use serde::{Deserialize, Serialize};

use crate::codes::StatutProspect;
use crate::instant::Instant;

/// A statut that a prospect has or had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EtapeParcours {
    /// The statut.
    pub statut: StatutProspect,
    /// When the prospect got it; of the first one, when the prospect was added.
    pub depuis: Instant,
    /// When the next statut replaced it; null for the present one.
    pub jusqua: Option<Instant>,
    /// Time from `depuis` to `jusqua`, in milliseconds; null for the present statut.
    pub duree_ms: Option<i64>,
}
