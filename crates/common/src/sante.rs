//! How the service, its workers and n8n's workflows are: the page « Santé ».

use serde::{Deserialize, Serialize};

use crate::codes::{EtatSante, EtatWorkflow, StatutAction, TypeAction, Worker};
use crate::instant::Instant;

/// Everything that must work for an action to succeed, as the answering instance sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Sante {
    /// The verdict on the whole: the worst of `raisons`, `BON` when there is none.
    pub etat: EtatSante,
    /// What is not as it should be, the worst first.
    pub raisons: Vec<RaisonSante>,
    /// When this was looked at.
    pub date: Instant,
    /// Since when the answering instance runs.
    pub demarrage: Instant,
    /// Version of the service.
    pub version: String,
    /// Version of PostgreSQL.
    pub version_postgresql: String,
    /// The database. One that does not answer is a 503 of this operation.
    pub base_de_donnees: SanteBase,
    /// Migrations.
    pub migrations: SanteMigrations,
    /// What prospects can be converted into.
    pub catalogue: SanteCatalogue,
    /// The loops of the answering instance; every instance has its own.
    pub workers: Vec<SanteWorker>,
    /// Seconds between two canaris that are sent without a click; 0: never.
    pub intervalle_canari_s: u64,
    /// One for each type of action.
    pub workflows: Vec<SanteWorkflow>,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RaisonSante {
    /// How much it matters: `A_SURVEILLER` or `EN_PANNE`.
    pub etat: EtatSante,
    /// What it is and what to do, in French.
    pub message: String,
    /// The workflow that is meant, when it is one.
    pub type_action: Option<TypeAction>,
}

/// The database, from the answering instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SanteBase {
    /// How long a trivial query took, in milliseconds.
    pub latence_ms: u64,
    /// The instance's connections.
    pub connexions: Connexions,
}

/// Connections of an instance to PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Connexions {
    /// In use.
    pub utilisees: u64,
    /// Open.
    pub ouvertes: u64,
    /// Open at the most (`DB_POOL_SIZE`).
    pub maximum: u64,
    /// Who waits for one.
    pub en_attente: u64,
}

/// Migrations of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SanteMigrations {
    /// Applied.
    pub appliquees: i64,
    /// Lacking: `prospects-api migrate` applies them.
    pub manquantes: i64,
}

/// What prospects can be converted into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SanteCatalogue {
    /// Active formations.
    pub formations_actives: u64,
    /// Sessions to come that take candidates and have a seat left.
    pub sessions_ouvertes: u64,
}

/// A loop beside the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SanteWorker {
    /// Which one.
    pub nom: Worker,
    /// When it last looked for work, or the instance started.
    pub dernier_passage: Instant,
    /// Whether that is too long ago: it is stuck, or has died.
    pub en_retard: bool,
}

/// A workflow of n8n, and what is exchanged with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SanteWorkflow {
    /// The action that it carries out.
    pub type_action: TypeAction,
    /// Path of its webhook, below `N8N_WEBHOOK_BASE_URL`.
    pub chemin: String,
    /// What the last canari and the last calls tell of it.
    pub etat: EtatWorkflow,
    /// The same in a French sentence that says what to do.
    pub message: String,
    /// Its breaker.
    pub disjoncteur: Disjoncteur,
    /// The last call for an action; null when there was none.
    pub dernier_webhook: Option<DernierWebhook>,
    /// The last result that n8n reported; null when there was none.
    pub dernier_rappel: Option<DernierRappel>,
    /// The last canari; null when there was none.
    pub dernier_canari: Option<Canari>,
    /// Actions that have not ended, those in `actionsEnAttente` included.
    pub actions_en_cours: i64,
    /// Those of them that n8n has not taken yet.
    pub actions_en_attente: i64,
    /// When the oldest of the latter was asked.
    pub attente_depuis: Option<Instant>,
}

/// The breaker of a workflow: while it is open, calls wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Disjoncteur {
    /// Whether calls wait.
    pub ouvert: bool,
    /// Since when calls have failed; null when the last one was answered.
    pub depuis: Option<Instant>,
    /// When one call or one canari may try again; null while it is closed.
    pub prochain_essai: Option<Instant>,
    /// Calls that failed since the last one that was answered.
    pub echecs: i32,
}

/// The last call of a workflow for an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DernierWebhook {
    /// When it was made.
    pub date: Instant,
    /// HTTP status; null when no answer came.
    pub statut_http: Option<i32>,
    /// Whether n8n took it.
    pub ok: bool,
    /// The action.
    pub id_conversion: i64,
}

/// The last result that n8n reported of a workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DernierRappel {
    /// When it came.
    pub date: Instant,
    /// How the action stands.
    pub statut_action: StatutAction,
    /// The action.
    pub id_conversion: i64,
}

/// A signed test ping of a workflow, which does nothing there, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Canari {
    /// When it was sent.
    pub date: Instant,
    /// What it found; never `INCONNU`.
    pub etat: EtatWorkflow,
    /// HTTP status; null when no answer came.
    pub statut_http: Option<i32>,
    /// How long the answer took, in milliseconds.
    pub duree_ms: i64,
    /// What it found and what to do, in French.
    pub message: String,
    /// The workflow, when it names itself.
    pub workflow_id: Option<String>,
}

/// Sends a canari to one workflow, or to each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CanariRequest {
    /// The workflow of this action; absent or null: all four, at the same time.
    #[serde(default)]
    pub type_action: Option<TypeAction>,
}

/// What the canaris found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CanariResponse {
    /// One for each workflow that was asked for.
    pub data: Vec<ResultatCanari>,
}

/// What the canari of a workflow found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ResultatCanari {
    /// The action that the workflow carries out.
    pub type_action: TypeAction,
    /// Whether this request sent it. One that somebody sent a moment ago is not sent again.
    pub nouveau: bool,
    /// The last canari; null while the very first one, sent by somebody else, is under way.
    pub canari: Option<Canari>,
}
