//! Checks the workflows of `n8n/` without n8n: refuses mistakes that n8n would accept silently.

mod flow;
mod rules;
mod text;
mod workflow;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use self::workflow::Workflow;

/// The workflow files, each with the path of its webhook under `/webhook/`; `None` for the error workflow.
const FILES: [(&str, Option<&str>); 5] = [
    ("convertir-candidat.json", Some("prospect/convertir-candidat")),
    ("envoyer-dossier.json", Some("prospect/envoyer-dossier")),
    ("envoyer-email.json", Some("prospect/envoyer-email")),
    ("erreurs.json", None),
    ("generer-devis.json", Some("prospect/generer-devis")),
];

/// Identifier of the workflow that n8n starts when another one fails.
const ERROR_WORKFLOW: &str = "admissionsErreurs";

/// The content of each file, by name.
type Files = BTreeMap<String, Value>;

/// Prints the problems, one line each; fails when there are any.
pub(crate) fn run(root: &Path) -> anyhow::Result<()> {
    let folder = root.join("n8n");
    let credentials = read(&folder.join("credentials.json"))?;
    let mut files = Files::new();
    for entry in std::fs::read_dir(folder.join("workflows")).context("n8n/workflows")? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.insert(name, read(&path)?);
    }
    let found = check(&files, &credentials);
    for line in &found {
        eprintln!("{line}");
    }
    ensure!(found.is_empty(), "{} mistake(s) in n8n/", found.len());
    println!("{} workflows are sound", files.len());
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<Value> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

/// Returns the problems, each with its file.
fn check(files: &Files, credentials: &Value) -> Vec<String> {
    let mut found = text::credentials(credentials);
    for name in files.keys().filter(|name| FILES.iter().all(|(known, _)| known != name)) {
        found.push(format!("{name}: not one of the workflows that the service calls"));
    }
    let mut workflows = Vec::new();
    for (name, path) in FILES {
        let Some(content) = files.get(name) else {
            found.push(format!("{name}: is missing"));
            continue;
        };
        match Workflow::read(content) {
            Ok(workflow) => {
                let mistakes = check_one(&workflow, path, content);
                found.extend(mistakes.into_iter().map(|mistake| format!("{name}: {mistake}")));
                workflows.push((name, workflow));
            }
            Err(error) => found.push(format!("{name}: {error}")),
        }
    }
    found.extend(rules::shared(&workflows));
    found
}

fn check_one(workflow: &Workflow, path: Option<&str>, content: &Value) -> Vec<String> {
    let mut found = rules::check(workflow, path);
    found.extend(flow::check(workflow, path.is_some()));
    found.extend(text::check(workflow, content));
    found
}

#[cfg(test)]
mod tests;
