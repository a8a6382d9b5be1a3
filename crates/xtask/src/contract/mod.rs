//! `cargo xtask contract`: compares the OpenAPI document with the published one, and requires that
//! `openapi/CHANGELOG.md` announces breaking changes and new operations. It works offline and knows the changelog's rule,
//! unlike ready-made tools.

mod announced;
mod operation;
mod schema;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use serde_json::Value;

pub(crate) use self::schema::resolve;

/// A breaking change.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Break {
    /// Published `operationId`.
    operation: String,
    /// Description of the change, with its place.
    what: String,
}

/// Compares the committed document with the published one.
///
/// # Errors
/// Fails when a breaking change or a new operation is not announced.
pub fn run(root: &Path) -> anyhow::Result<()> {
    let folder = root.join("openapi");
    let published = read(&folder.join("published.json"))?;
    let current = read(&folder.join("openapi.json"))?;
    let changelog = fs::read_to_string(folder.join("CHANGELOG.md")).context("openapi/CHANGELOG.md")?;
    let breaks = operation::compare(&published, &current);
    let silent = announced::missing(&breaks, version(&published), version(&current), &changelog);
    if silent.is_empty() {
        let added = operation::added(&published, &current);
        let unnamed = announced::unnamed(&added, version(&current), &changelog);
        ensure!(
            unnamed.is_empty(),
            "openapi/CHANGELOG.md does not name these new operations: {}",
            unnamed.join(", ")
        );
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
