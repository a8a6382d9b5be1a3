//! DTOs of the team's activity: what its people did on the records of prospects, by day.

use serde::{Deserialize, Serialize};

use crate::codes::{OperationAudit, StatutAction, TypeAction};
use crate::identifiant::{IdAction, IdLot, IdProspect};
use crate::instant::{Day, Instant};
use crate::securite::PersonneRef;

/// Something that a person of the school did on a record, or on the records of a bulk change: one entry for each
/// operation of the bulk change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EntreeActivite {
    /// Identifier of the entry in the audit.
    pub id: i64,
    /// When it was done.
    pub date: Instant,
    /// The operation. A note is a `MODIFICATION` of the field `notes`.
    pub operation: OperationAudit,
    /// Names of the changed fields; for an anonymisation, its reason.
    pub champs: Vec<String>,
    /// The action, for the operations `ACTION_…`.
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>))]
    pub id_conversion: Option<IdAction>,
    /// Type of that action.
    pub type_action: Option<TypeAction>,
    /// State of that action now.
    pub statut_action: Option<StatutAction>,
    /// The prospect; the last one of a bulk change.
    pub id_prospect: IdProspect,
    /// Name of the prospect; null for one who was anonymised.
    pub prospect: Option<String>,
    /// The bulk change that did it.
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>))]
    pub id_lot: Option<IdLot>,
    /// Number of records on which it was done that day: 1 outside a bulk change.
    pub fiches: i64,
    /// The person who did it, with the name of that day.
    pub auteur: PersonneRef,
}

/// The work of a day, by person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CompteursActivite {
    /// The day, in Paris.
    pub jour: Day,
    /// People who did something, the busiest first.
    pub personnes: Vec<ActivitePersonne>,
}

/// The work of a person on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ActivitePersonne {
    /// The person.
    pub auteur: PersonneRef,
    /// Number of actions that were asked for.
    pub actions: i64,
    /// Number of touches that were done.
    pub relances: i64,
    /// Number of notes that were written, changed or deleted.
    pub notes: i64,
    /// Number of records that were added, changed or anonymised, of emails that were added, and of undone actions.
    pub fiches: i64,
}
