//! DTOs of the error journal: failures of n8n and of the service.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::codes::{Severite, TypeAction};
use crate::identifiant::{IdAction, IdProspect};
use crate::instant::Instant;
use crate::lenient;

/// An entry of the error journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct JournalErreur {
    /// Identifier.
    pub id: i64,
    /// When the failure happened.
    pub date_erreur: Instant,
    /// Name of the n8n workflow, or the type of action when n8n was not reached.
    pub nom_workflow: String,
    /// Name of the n8n node.
    pub nom_noeud: Option<String>,
    /// Message of the error.
    pub message_erreur: String,
    /// Data needed to act on it: free JSON, or null.
    pub donnees_entree: Option<Value>,
    /// Severity of the failure.
    pub severite: Severite,
    /// True when the entry is resolved.
    pub resolu: bool,
    /// Name of the person who resolved it.
    pub resolu_par: Option<String>,
    /// When it was resolved.
    pub date_resolution: Option<Instant>,
    /// The failed action, if any.
    #[cfg_attr(feature = "server", schema(value_type = Option<i64>))]
    pub id_conversion: Option<IdAction>,
    /// The prospect of that action.
    pub id_prospect: Option<IdProspect>,
    /// The name of that prospect, such as "Marie Dumitru"; it follows the record and its anonymisation.
    pub nom_prospect: Option<String>,
    /// The type of that action.
    pub type_action: Option<TypeAction>,
    /// True when "Relancer" is possible for that action.
    pub relancable: bool,
}

/// Request to resolve or reopen an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResolveJournalErreurRequest {
    /// True to resolve, false to reopen.
    pub resolu: bool,
}

/// Request to resolve or reopen several entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResolveJournalErreursRequest {
    /// Identifiers of the entries; unknown ones are skipped.
    #[cfg_attr(feature = "server", schema(min_items = 1, max_items = 500))]
    #[cfg_attr(
        feature = "server",
        validate(length(min = 1, max = 500, code = "LONGUEUR", message = "De 1 à 500 entrées."))
    )]
    pub ids: Vec<i64>,
    /// True to resolve, false to reopen.
    pub resolu: bool,
}

/// Result of a group request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ResolveJournalErreursResponse {
    /// Number of changed entries, without those already in that state.
    pub modifiees: i64,
}

/// An error that n8n's error workflow reports. Unknown fields are ignored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase")]
pub struct NewJournalErreurRequest {
    /// Name of the workflow, truncated to 200 characters; `(sans nom)` when missing.
    #[serde(default, deserialize_with = "lenient::text")]
    #[cfg_attr(feature = "server", schema(required = true))]
    pub nom_workflow: String,
    /// Name of the node, truncated to 200 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub nom_noeud: Option<String>,
    /// Message, truncated to 10 000 characters; `(sans message)` when missing. An object is stored as its JSON.
    #[serde(default, deserialize_with = "lenient::text")]
    #[cfg_attr(feature = "server", schema(required = true))]
    pub message_erreur: String,
    /// Free JSON. Its `idConversion`, a number or numeric text, links the entry to an action.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub donnees_entree: Option<Value>,
    /// Severity; case does not matter. `error`, `warn`, `critical`, `fatal`, `debug`… map to the closest one; missing
    /// or unknown values become `ERREUR`.
    #[serde(default, deserialize_with = "severity")]
    pub severite: Option<Severite>,
}

/// Parses a severity in the vocabulary of other systems.
fn severity<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Severite>, D::Error> {
    let word = lenient::text(deserializer)?.trim().to_ascii_lowercase();
    Ok(match word.as_str() {
        "" => None,
        "info" | "information" | "notice" | "debug" | "trace" | "success" => Some(Severite::Info),
        "warning" | "warn" | "avertissement" => Some(Severite::Warning),
        "critique" | "critical" | "fatal" | "alert" | "emergency" | "panic" => Some(Severite::Critique),
        _ => Some(Severite::Erreur),
    })
}

/// Figures of the error journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StatistiquesJournal {
    /// Number of unresolved entries.
    pub non_resolues: i64,
    /// Number of unresolved entries by severity; every severity is present.
    pub par_severite: BTreeMap<String, i64>,
    /// Mean time from an error to its resolution, in milliseconds; null when nothing was resolved yet.
    pub delai_moyen_resolution_ms: Option<i64>,
    /// The workflow with the most unresolved entries; null when there is none.
    pub workflow_plus_frequent: Option<WorkflowFrequent>,
    /// All workflows of the journal, in alphabetical order, for its filter.
    pub workflows: Vec<String>,
}

/// A workflow and its number of failures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WorkflowFrequent {
    /// Name of the workflow.
    pub nom_workflow: String,
    /// Number of its unresolved entries.
    pub nombre: i64,
}
