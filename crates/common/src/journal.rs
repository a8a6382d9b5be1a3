//! The error journal: what went wrong, at n8n and here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::codes::{Severite, TypeAction};
use crate::identifiant::IdProspect;
use crate::instant::Instant;
use crate::lenient;

/// An entry of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct JournalErreur {
    /// Identifier.
    pub id: i64,
    /// When it happened.
    pub date_erreur: Instant,
    /// The n8n workflow, or the type of action when n8n was not reached.
    pub nom_workflow: String,
    /// The n8n node.
    pub nom_noeud: Option<String>,
    /// What went wrong.
    pub message_erreur: String,
    /// What is needed to act: free JSON, null when there is nothing.
    pub donnees_entree: Option<Value>,
    /// How serious it is.
    pub severite: Severite,
    /// Whether somebody took care of it.
    pub resolu: bool,
    /// Who did.
    pub resolu_par: Option<String>,
    /// When that was.
    pub date_resolution: Option<Instant>,
    /// The action that failed, when there is one.
    pub id_conversion: Option<i64>,
    /// The prospect of that action.
    pub id_prospect: Option<IdProspect>,
    /// The type of that action.
    pub type_action: Option<TypeAction>,
    /// Whether "Relancer" is possible for that action.
    pub relancable: bool,
}

/// Resolves or reopens one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResolutionRequest {
    /// Resolved, or open again.
    pub resolu: bool,
}

/// Resolves or reopens several entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResolutionGroupeeRequest {
    /// Which entries; those that do not exist are left out.
    #[cfg_attr(feature = "server", schema(min_items = 1, max_items = 500))]
    #[cfg_attr(
        feature = "server",
        validate(length(min = 1, max = 500, code = "LONGUEUR", message = "De 1 à 500 entrées."))
    )]
    pub ids: Vec<i64>,
    /// Resolved, or open again.
    pub resolu: bool,
}

/// How many entries a group request changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ResolutionGroupeeResponse {
    /// Entries that changed; those that were in that state already are not counted.
    pub modifiees: i64,
}

/// An error that n8n's own error workflow reports. Unknown fields are ignored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase")]
pub struct NewJournalErreurRequest {
    /// The workflow, cut at 200 characters; `(sans nom)` when there is none.
    #[serde(default, deserialize_with = "lenient::text")]
    #[cfg_attr(feature = "server", schema(required = true))]
    pub nom_workflow: String,
    /// The node, cut at 200 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub nom_noeud: Option<String>,
    /// What went wrong, cut at 10 000 characters; `(sans message)` when nothing says it, and an object is kept as its JSON.
    #[serde(default, deserialize_with = "lenient::text")]
    #[cfg_attr(feature = "server", schema(required = true))]
    pub message_erreur: String,
    /// Free JSON; `idConversion` in it, a number or its text, links the entry to its action.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub donnees_entree: Option<Value>,
    /// How serious it is, in any case. `error`, `warn`, `critical`, `fatal`, `debug`… are read as the closest one;
    /// `ERREUR` when it is absent or says nothing that is known.
    #[serde(default, deserialize_with = "severity")]
    pub severite: Option<Severite>,
}

/// Reads how serious an error is in the words of other systems.
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

/// The journal in figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StatistiquesJournal {
    /// Entries that nobody took care of yet.
    pub non_resolues: i64,
    /// The same by severity; every severity is there.
    pub par_severite: BTreeMap<String, i64>,
    /// Mean time from an error to its resolution, in milliseconds; null while nothing was resolved.
    pub delai_moyen_resolution_ms: Option<i64>,
    /// The workflow with the most open entries; null when there is none.
    pub workflow_plus_frequent: Option<WorkflowFrequent>,
    /// Every workflow that the journal names, in alphabetical order: the choices of its filter.
    pub workflows: Vec<String>,
}

/// A workflow and how often it failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WorkflowFrequent {
    /// Its name.
    pub nom_workflow: String,
    /// Its open entries.
    pub nombre: i64,
}
