//! Checks the workflows of `n8n/` without n8n: refuses mistakes that n8n would accept silently.

mod flow;
mod intake;
mod rules;
mod text;
mod workflow;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use self::workflow::Workflow;

/// The start of a workflow, which decides its rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// An action of the service, which calls this path under `/webhook/`.
    Action(&'static str),
    /// The failure of another workflow.
    Errors,
    /// A new message in the mailbox of the school.
    Mailbox,
    /// A form of the school's site, which calls this path under `/webhook/`.
    Form(&'static str),
    /// A workflow that received a message, and calls this one for each.
    Message,
}

impl Role {
    /// Returns true when the service calls the workflow.
    const fn is_action(self) -> bool {
        matches!(self, Self::Action(_))
    }

    /// Returns true when the workflow handles messages of people.
    const fn is_intake(self) -> bool {
        matches!(self, Self::Mailbox | Self::Form(_) | Self::Message)
    }
}

/// The workflow files, each with its role.
const FILES: [(&str, Role); 8] = [
    ("convertir-candidat.json", Role::Action("prospect/convertir-candidat")),
    ("envoyer-dossier.json", Role::Action("prospect/envoyer-dossier")),
    ("envoyer-email.json", Role::Action("prospect/envoyer-email")),
    ("erreurs.json", Role::Errors),
    ("generer-devis.json", Role::Action("prospect/generer-devis")),
    ("prendre-message.json", Role::Message),
    ("recevoir-email.json", Role::Mailbox),
    ("recevoir-formulaire.json", Role::Form("admissions/formulaire")),
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
        found.push(format!("{name}: not one of the workflows of the project"));
    }
    let mut workflows = Vec::new();
    for (name, role) in FILES {
        let Some(content) = files.get(name) else {
            found.push(format!("{name}: is missing"));
            continue;
        };
        match Workflow::read(content) {
            Ok(workflow) => {
                let mistakes = check_one(&workflow, role, content);
                found.extend(mistakes.into_iter().map(|mistake| format!("{name}: {mistake}")));
                workflows.push((name, workflow));
            }
            Err(error) => found.push(format!("{name}: {error}")),
        }
    }
    found.extend(rules::shared(&workflows));
    found
}

fn check_one(workflow: &Workflow, role: Role, content: &Value) -> Vec<String> {
    let mut found = rules::check(workflow, role);
    found.extend(flow::check(workflow, role.is_action()));
    if role.is_intake() {
        found.extend(intake::check(workflow, role));
    }
    found.extend(text::check(workflow, content));
    found
}

#[cfg(test)]
mod tests;
