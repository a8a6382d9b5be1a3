//! Who saw or changed what on a prospect's record.

use serde::{Deserialize, Serialize};

use crate::codes::{OperationAudit, TypeAction};
use crate::instant::Instant;

/// One entry of the trace of a record. It names fields, and never holds their values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EntreeAudit {
    /// When; a reading is written down once an hour and person, the first time.
    pub date: Instant,
    /// What was done.
    pub operation: OperationAudit,
    /// The fields that changed, as the record names them; of an anonymisation, why it was done.
    pub champs: Vec<String>,
    /// The fields that were given and not taken, because the record says otherwise.
    pub ignores: Vec<String>,
    /// The action, of `ACTION_…`.
    pub id_conversion: Option<i64>,
    /// Its type.
    pub type_action: Option<TypeAction>,
    /// The person of the school, `n8n`, or `système` for what the service did by itself.
    pub auteur: String,
}
