//! DTOs of the health report, shown on the page « Santé ».

use serde::{Deserialize, Serialize};

use crate::codes::{EtatLecture, EtatSante, EtatWorkflow, StatutAction, TypeAction, Worker};
use crate::identifiant::IdAction;
use crate::instant::Instant;

/// The health of all parts that an action needs, as the responding instance sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Sante {
    /// Overall verdict: the worst of `raisons`, or `BON` when there is none.
    pub etat: EtatSante,
    /// Problems, the worst first.
    pub raisons: Vec<RaisonSante>,
    /// When the report was made.
    pub date: Instant,
    /// When the responding instance started.
    pub demarrage: Instant,
    /// Version of the service.
    pub version: String,
    /// Version of PostgreSQL.
    pub version_postgresql: String,
    /// State of the database. If it does not respond, this operation answers 503.
    pub base_de_donnees: SanteBase,
    /// State of the migrations.
    pub migrations: SanteMigrations,
    /// Number of formations and sessions that prospects can be converted into.
    pub catalogue: SanteCatalogue,
    /// Messages received from prospects.
    pub messages: SanteMessages,
    /// Background loops of the responding instance; each instance has its own.
    pub workers: Vec<SanteWorker>,
    /// Seconds between two automatic canaris; 0 disables them.
    pub intervalle_canari_s: u64,
    /// One workflow per action type.
    pub workflows: Vec<SanteWorkflow>,
}

/// A problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RaisonSante {
    /// Importance: `A_SURVEILLER` or `EN_PANNE`.
    pub etat: EtatSante,
    /// Problem and remedy, in French.
    pub message: String,
    /// The affected workflow, if any.
    pub type_action: Option<TypeAction>,
}

/// State of the database, seen from the responding instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SanteBase {
    /// Duration of a trivial query, in milliseconds.
    pub latence_ms: u64,
    /// Connections of the requests of the instance.
    pub connexions: Connexions,
    /// The standby that serves reads (`DATABASE_URL_LECTURE`); null without one.
    pub lecture: Option<SanteLecture>,
}

/// The standby that serves lists, counts and the file of the error journal, seen from the responding instance. When it
/// can't, the primary does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SanteLecture {
    /// State of the standby.
    pub etat: EtatLecture,
    /// Bytes of the write-ahead log that it had not replayed at the last check.
    pub retard_octets: u64,
    /// Age of the last commit that it had replayed, in milliseconds; 0 when nothing was left to replay.
    pub retard_ms: u64,
    /// Number of reads that it served since the start of the instance.
    pub servies: u64,
    /// Number of reads that the primary served in its place since then.
    pub reprises: u64,
}

/// Connections of the requests of an instance to PostgreSQL. Its workers have others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Connexions {
    /// Number of connections in use.
    pub utilisees: u64,
    /// Number of open connections.
    pub ouvertes: u64,
    /// Maximum number of connections (`DB_POOL_SIZE`).
    pub maximum: u64,
    /// Number of requests that wait for one.
    pub en_attente: u64,
}

/// Migrations of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SanteMigrations {
    /// Number of applied migrations.
    pub appliquees: i64,
    /// Number of missing migrations; `prospects-api migrate` applies them.
    pub manquantes: i64,
}

/// Number of formations and sessions that prospects can be converted into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SanteCatalogue {
    /// Number of active formations.
    pub formations_actives: u64,
    /// Number of coming sessions that accept candidates and have a seat left.
    pub sessions_ouvertes: u64,
}

/// Emails and forms received from prospects, and the silence since the last one.
///
/// A silence is counted in days on which the school is open. The usual silence is the longest one between two messages
/// of the 30 days that end with the last message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SanteMessages {
    /// When the last message was sent to the school; null before the first one.
    pub dernier_recu: Option<Instant>,
    /// Open days since the day of the last message; 0 before the first one.
    pub silence_jours: i32,
    /// The usual silence, at least 1; null until messages came on two days.
    pub silence_habituel_jours: Option<i32>,
    /// True when the silence is longer than three times the usual one: the mailbox may not be read any more.
    pub silence_inhabituel: bool,
}

/// A background loop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SanteWorker {
    /// Name of the loop.
    pub nom: Worker,
    /// Last run of the loop, or start of the instance.
    pub dernier_passage: Instant,
    /// True when the last run is too long ago: the loop is stuck or dead.
    pub en_retard: bool,
}

/// A workflow of n8n, with its latest calls and callbacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SanteWorkflow {
    /// The action type that it carries out.
    pub type_action: TypeAction,
    /// Path of its webhook, below `N8N_WEBHOOK_BASE_URL`.
    pub chemin: String,
    /// State, from the last canari and the last calls.
    pub etat: EtatWorkflow,
    /// State and remedy, in French.
    pub message: String,
    /// Circuit breaker of the workflow.
    pub disjoncteur: Disjoncteur,
    /// The last call for an action; null when there was none.
    pub dernier_webhook: Option<DernierWebhook>,
    /// The last result that n8n reported; null when there was none.
    pub dernier_rappel: Option<DernierRappel>,
    /// The last canari; null when there was none.
    pub dernier_canari: Option<Canari>,
    /// Number of running actions, including `actionsEnAttente`.
    pub actions_en_cours: i64,
    /// Number of actions that n8n has not accepted yet.
    pub actions_en_attente: i64,
    /// When the oldest of the waiting actions was requested.
    pub attente_depuis: Option<Instant>,
}

/// The circuit breaker of a workflow: while it is open, calls wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Disjoncteur {
    /// True when calls wait.
    pub ouvert: bool,
    /// Since when calls fail; null when the last one was answered.
    pub depuis: Option<Instant>,
    /// When one call or canari may try again; null while the breaker is closed.
    pub prochain_essai: Option<Instant>,
    /// Number of failed calls since the last answered one.
    pub echecs: i32,
}

/// The last call of a workflow for an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DernierWebhook {
    /// When the call was made.
    pub date: Instant,
    /// HTTP status; null when there was no response.
    pub statut_http: Option<i32>,
    /// True when n8n accepted the call.
    pub ok: bool,
    /// Identifier of the action.
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_conversion: IdAction,
}

/// The last result that n8n reported for a workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DernierRappel {
    /// When the callback arrived.
    pub date: Instant,
    /// State of the action.
    pub statut_action: StatutAction,
    /// Identifier of the action.
    #[cfg_attr(feature = "server", schema(value_type = i64))]
    pub id_conversion: IdAction,
}

/// The result of a canari, a signed test ping that the workflow ignores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Canari {
    /// When it was sent.
    pub date: Instant,
    /// State that it found; never `INCONNU`.
    pub etat: EtatWorkflow,
    /// HTTP status; null when there was no response.
    pub statut_http: Option<i32>,
    /// Response time, in milliseconds.
    pub duree_ms: i64,
    /// Finding and remedy, in French.
    pub message: String,
    /// Identifier of the workflow, when it gives one.
    pub workflow_id: Option<String>,
}

/// Request to send a canari to one workflow, or to each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SendCanariRequest {
    /// Action type of the workflow; absent or null for all four at once.
    #[serde(default)]
    pub type_action: Option<TypeAction>,
}

/// Results of canaris.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SendCanariResponse {
    /// One result per requested workflow.
    pub data: Vec<ResultatCanari>,
}

/// Result of one workflow's canari.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ResultatCanari {
    /// Action type of the workflow.
    pub type_action: TypeAction,
    /// True when this request sent the canari; false when another one was sent a moment ago.
    pub nouveau: bool,
    /// The last canari; null while the very first one, sent by another request, is in flight.
    pub canari: Option<Canari>,
}
