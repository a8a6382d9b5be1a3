//! A workflow file, as far as the rules read it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Number, Value};

/// A file. Fields that n8n's own export adds (pinned data, the identity of an instance) are refused: they may hold what
/// belongs to one school.
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
}

/// Which credential a node uses.
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
    /// The error says where the file is not one.
    pub(super) fn read(content: &Value) -> serde_json::Result<Self> {
        Self::deserialize(content)
    }

    /// The nodes that do something: notes are for people.
    pub(super) fn working(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.kind() != "stickyNote")
    }

    pub(super) fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Node> {
        self.nodes.iter().filter(move |node| node.kind() == kind)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.nodes.iter().any(|node| node.name == name)
    }

    /// Both ends of each connection.
    pub(super) fn connections(&self) -> impl Iterator<Item = (&str, &str)> {
        self.connections.iter().flat_map(|(from, outputs)| {
            outputs.main.iter().flatten().map(|target| (from.as_str(), target.node.as_str()))
        })
    }

    /// Where a node leads to, whatever the output.
    pub(super) fn next<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.connections().filter(move |(from, _)| *from == name).map(|(_, to)| to)
    }

    /// Whether something follows the output with this number.
    pub(super) fn is_connected(&self, name: &str, output: usize) -> bool {
        let outputs = self.connections.get(name);
        outputs.and_then(|outputs| outputs.main.get(output)).is_some_and(|targets| !targets.is_empty())
    }
}

impl Node {
    /// The type without the package of n8n's own nodes; the whole type for a node of somebody else.
    pub(super) fn kind(&self) -> &str {
        self.kind.strip_prefix("n8n-nodes-base.").unwrap_or(&self.kind)
    }

    /// A parameter by its JSON pointer, or null.
    pub(super) fn parameter(&self, pointer: &str) -> &Value {
        self.parameters.pointer(pointer).unwrap_or(&Value::Null)
    }

    /// Whether a request goes to the address that takes results.
    pub(super) fn is_callback(&self) -> bool {
        self.kind() == "httpRequest"
            && self.parameter("/url").as_str().is_some_and(|url| url.contains(".urlRappel"))
    }

    /// Whether a request reports a step.
    pub(super) fn is_step(&self) -> bool {
        self.kind() == "httpRequest"
            && self.parameter("/url").as_str().is_some_and(|url| url.contains(".urlEtape"))
    }
}
