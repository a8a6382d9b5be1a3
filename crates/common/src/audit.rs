//! DTO of the audit log: reads and changes of prospects' records.

use serde::{Deserialize, Serialize};

use crate::codes::{OperationAudit, TypeAction};
use crate::identifiant::{IdAction, IdLot};
use crate::instant::Instant;

/// An entry of the audit log. It names fields but never holds their values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EntreeAudit {
    /// When the operation happened; readings are recorded once per hour and person, at the first one.
    pub date: Instant,
    /// The operation.
    pub operation: OperationAudit,
    /// Names of the changed fields; for an anonymisation, its reason.
    pub champs: Vec<String>,
    /// Names of the given fields that were refused, because the record differs.
    pub ignores: Vec<String>,
    /// The action, for the operations `ACTION_…`.
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>))]
    pub id_conversion: Option<IdAction>,
    /// Type of that action.
    pub type_action: Option<TypeAction>,
    /// The bulk change whose row did it.
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>))]
    pub id_lot: Option<IdLot>,
    /// Name of the person, of the key (`clé « … »`), `n8n`, or `système` for the service itself.
    pub auteur: String,
}
