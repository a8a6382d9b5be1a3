//! `cargo xtask contract`: what has changed in the OpenAPI document since it was published, and would break a client, must be
//! announced in `openapi/CHANGELOG.md`. No tool that npm or cargo brings compares documents of OpenAPI 3.1.

mod announced;
mod operation;
mod schema;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};
use serde_json::Value;

/// Something that breaks a client.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Break {
    /// The `operationId`, as it was published.
    operation: String,
    /// What, where.
    what: String,
}

/// Compares the committed document with the published one.
///
/// # Errors
/// A change that breaks a client and is not announced.
pub fn run(root: &Path) -> anyhow::Result<()> {
    let folder = root.join("openapi");
    let published = read(&folder.join("published.json"))?;
    let current = read(&folder.join("openapi.json"))?;
    let changelog = fs::read_to_string(folder.join("CHANGELOG.md")).context("openapi/CHANGELOG.md")?;
    let breaks = operation::compare(&published, &current);
    let silent = announced::missing(&breaks, version(&published), version(&current), &changelog);
    if silent.is_empty() {
        println!("{} breaking change(s) since {}, all announced", breaks.len(), version(&published));
        return Ok(());
    }
    for Break { operation, what } in &silent {
        eprintln!("  {operation}: {what}");
    }
    bail!(
        "these changes break clients of version {}: undo them, or raise the first number of VERSION in \
         crates/api/src/openapi/mod.rs and announce each in openapi/CHANGELOG.md, as \"- BREAKING `<operation>`: …\" under \
         the heading of that version",
        version(&published)
    )
}

fn read(path: &Path) -> anyhow::Result<Value> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

fn version(document: &Value) -> &str {
    document["info"]["version"].as_str().unwrap_or_default()
}
