//! A workflow file, as far as the rules read it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Number, Value};

/// A file. Extra fields of n8n's export (pinned data, instance identity) are refused, because they may hold a
/// school's data.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Workflow {
    pub(super) id: String,
    #[expect(dead_code, reason = "required: n8n shows it")]
    pub(super) name: String,
    pub(super) active: bool,
    pub(super) settings: BTreeMap<String, Value>,
    pub(super) nodes: Vec<Node>,
    connections: BTreeMap<String, Outputs>,
}

/// A node.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "the flags of n8n")]
pub(super) struct Node {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(rename = "type")]
    kind: String,
    pub(super) type_version: Number,
    #[expect(dead_code, reason = "required: n8n draws it there")]
    position: [i64; 2],
    pub(super) parameters: Value,
    #[serde(default)]
    pub(super) credentials: BTreeMap<String, Credential>,
    #[serde(default)]
    pub(super) disabled: bool,
    #[serde(default)]
    pub(super) on_error: Option<String>,
    #[serde(default)]
    pub(super) webhook_id: Option<String>,
    #[serde(default)]
    pub(super) notes: String,
    #[serde(default)]
    #[expect(dead_code, reason = "allowed: whether the notes are drawn")]
    notes_in_flow: bool,
    #[serde(default)]
    #[expect(dead_code, reason = "allowed: n8n writes it beside others")]
    always_output_data: bool,
    #[serde(default)]
    #[expect(dead_code, reason = "allowed: the node runs for the first item alone")]
    execute_once: bool,
}

/// A node's reference to a credential.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credential {
    pub(super) id: String,
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Outputs {
    main: Vec<Vec<Target>>,
}

#[derive(Debug, Deserialize)]
struct Target {
    node: String,
}

impl Workflow {
    /// Parses a file; the error tells its position.
    pub(super) fn read(content: &Value) -> serde_json::Result<Self> {
        Self::deserialize(content)
    }

    /// Iterates over the nodes except notes.
    pub(super) fn working(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.kind() != "stickyNote")
    }

    pub(super) fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Node> {
        self.nodes.iter().filter(move |node| node.kind() == kind)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.nodes.iter().any(|node| node.name == name)
    }

    /// Iterates over the connections as pairs of node names.
    pub(super) fn connections(&self) -> impl Iterator<Item = (&str, &str)> {
        self.connections.iter().flat_map(|(from, outputs)| {
            outputs.main.iter().flatten().map(|target| (from.as_str(), target.node.as_str()))
        })
    }

    /// Iterates over the nodes after a node, from any output.
    pub(super) fn next<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.connections().filter(move |(from, _)| *from == name).map(|(_, to)| to)
    }

    /// Returns the nodes after one output of a node.
    pub(super) fn targets<'a>(&'a self, name: &str, output: usize) -> Vec<&'a str> {
        let targets = self.connections.get(name).and_then(|outputs| outputs.main.get(output));
        targets.into_iter().flatten().map(|target| target.node.as_str()).collect()
    }

    /// Returns true when the output with this number is connected.
    pub(super) fn is_connected(&self, name: &str, output: usize) -> bool {
        let outputs = self.connections.get(name);
        outputs.and_then(|outputs| outputs.main.get(output)).is_some_and(|targets| !targets.is_empty())
    }
}

impl Node {
    /// Returns the type without the package of n8n's own nodes; third-party types stay whole.
    pub(super) fn kind(&self) -> &str {
        self.kind.strip_prefix("n8n-nodes-base.").unwrap_or(&self.kind)
    }

    /// Returns true for a node that starts executions.
    pub(super) fn is_trigger(&self) -> bool {
        matches!(self.kind(), "webhook" | "emailReadImap") || self.kind().to_lowercase().ends_with("trigger")
    }

    /// Returns a parameter by its JSON pointer, or null.
    pub(super) fn parameter(&self, pointer: &str) -> &Value {
        self.parameters.pointer(pointer).unwrap_or(&Value::Null)
    }

    /// Returns true for a request to the callback of results.
    pub(super) fn is_callback(&self) -> bool {
        self.kind() == "httpRequest"
            && self.parameter("/url").as_str().is_some_and(|url| url.contains(".urlRappel"))
    }

    /// Returns true for a request that reports a step.
    pub(super) fn is_step(&self) -> bool {
        self.kind() == "httpRequest"
            && self.parameter("/url").as_str().is_some_and(|url| url.contains(".urlEtape"))
    }
}
