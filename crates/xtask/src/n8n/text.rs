//! Checks the texts of the files: no school's data, no secrets, only example hosts, French node names.

use serde_json::Value;

use super::workflow::Workflow;

/// Allowed credentials: those of n8n/credentials.json first, then those that a school creates.
const CREDENTIALS: [(&str, &str, &str); 6] = [
    ("httpHeaderAuth", "admissionsCleApi", "Admissions : clé API"),
    ("crypto", "admissionsSignature", "Admissions : signature des webhooks"),
    ("httpHeaderAuth", "admissionsFormulaire", "Admissions : formulaire du site"),
    ("imap", "admissionsBoite", "Admissions : boîte de l’école"),
    ("googleDriveOAuth2Api", "admissionsDrive", "Admissions : Google Drive"),
    ("smtp", "admissionsSmtp", "Admissions : SMTP"),
];

/// Number of credentials in n8n/credentials.json.
const TEMPLATE: usize = 4;

/// Placeholders of secrets, by field name.
const PLACEHOLDERS: [(&str, &str); 10] = [
    ("name", "X-API-Key"),
    ("value", "N8N_API_KEY"),
    ("hmacSecret", "N8N_WEBHOOK_SECRET"),
    ("name", "X-Formulaire-Cle"),
    ("value", "FORMULAIRE_CLE"),
    ("user", "IMAP_USER"),
    ("password", "IMAP_PASSWORD"),
    ("host", "IMAP_HOST"),
    ("port", "IMAP_PORT"),
    ("secure", "IMAP_SECURE"),
];

/// Allowed hosts: the service's default, Google's, and examples (RFC 2606).
const HOSTS: [&str; 2] = ["localhost:8080", "drive.google.com"];

/// Maximum run of letters and digits; a longer one is probably a key.
const LONGEST_WORD: usize = 31;

/// Default names that n8n gives to nodes.
const NAMES_BY_DEFAULT: [&str; 15] = [
    "Webhook",
    "HTTP Request",
    "Edit Fields",
    "If",
    "Switch",
    "Wait",
    "Crypto",
    "Data table",
    "Google Drive",
    "Send Email",
    "Respond to Webhook",
    "Error Trigger",
    "Email Trigger (IMAP)",
    "Execute Workflow",
    "Stop and Error",
];

/// Checks the texts of a workflow.
pub(super) fn check(workflow: &Workflow, content: &Value) -> Vec<String> {
    let mut found = Vec::new();
    if workflow.of_kind("stickyNote").next().is_none() {
        found.push("no note tells the admins of the school what it does".to_owned());
    }
    for node in &workflow.nodes {
        if NAMES_BY_DEFAULT
            .iter()
            .any(|name| node.name.trim_end_matches(|c: char| c.is_ascii_digit()) == *name)
        {
            found.push(format!("« {} »: the name does not say what it does", node.name));
        }
        for (kind, credential) in &node.credentials {
            if !CREDENTIALS.contains(&(kind, &credential.id, &credential.name)) {
                found
                    .push(format!("« {} »: names the credential {} of somebody", node.name, credential.name));
            }
        }
    }
    let mut texts = Vec::new();
    collect(content, &mut texts);
    for text in texts {
        found.extend(private(text));
        found.extend(
            halves(text)
                .map(|cut| format!("« {cut} » may cut a character in two: Array.from(…).slice(…).join('')")),
        );
        if lets_empty_messages_through(text) {
            found.push("messageErreur: `??` lets an empty message through, `||` does not".to_owned());
        }
        for name in named_nodes(text).filter(|name| !workflow.has(name)) {
            found.push(format!("an expression names « {name} », which is no node"));
        }
    }
    found
}

/// Checks the template of credentials: every secret must be the name of its variable.
pub(super) fn credentials(content: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for credential in content.as_array().map(Vec::as_slice).unwrap_or_default() {
        let text = |name: &str| credential[name].as_str().unwrap_or_default();
        if !CREDENTIALS.contains(&(text("type"), text("id"), text("name"))) {
            found.push(format!("credentials.json: {} is not one that the workflows name", text("name")));
        }
        for (name, value) in credential["data"].as_object().into_iter().flatten() {
            if !PLACEHOLDERS.iter().any(|(known, placeholder)| known == name && value == placeholder) {
                found.push(format!("credentials.json: {name} is not a placeholder"));
            }
        }
    }
    if content.as_array().map_or(0, Vec::len) != TEMPLATE {
        found.push(format!("credentials.json: has not the {TEMPLATE} credentials that the workflows name"));
    }
    found
}

/// Collects every text of a JSON value.
fn collect<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(fields) => fields.values().for_each(|value| collect(value, texts)),
        _ => {}
    }
}

/// Finds secrets, hosts and addresses.
fn private(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let longest = text.split(|c: char| !c.is_ascii_alphanumeric()).map(str::len).max().unwrap_or_default();
    if longest > LONGEST_WORD || text.contains("whsec_") || text.contains("Bearer ") {
        found.push("a text looks like a secret".to_owned());
    }
    let hosts = text
        .split("http")
        .skip(1)
        .filter_map(|rest| rest.strip_prefix("s://").or_else(|| rest.strip_prefix("://")));
    for rest in hosts {
        let host = rest.split(['/', '\'', '"', ' ', '`', ')']).next().unwrap_or_default();
        if !HOSTS.contains(&host) && !is_example(host) {
            found.push(format!("names the host {host}"));
        }
    }
    for (before, after) in text.match_indices('@').map(|(at, _)| (&text[..at], &text[at + 1..])) {
        let host: String =
            after.chars().take_while(|c| c.is_ascii_alphanumeric() || ".-".contains(*c)).collect();
        let has_user = before.chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
        if has_user && host.contains('.') && !is_example(&host) {
            found.push(format!("names an address at {host}"));
        }
    }
    found
}

/// Finds cuts of an expression by UTF-16 units: half an emoji is invalid, and other programs refuse its JSON. Lists
/// of characters and ASCII digests may be cut.
fn halves(text: &str) -> impl Iterator<Item = &str> {
    let cuts = [".slice(", ".substring(", ".substr("].into_iter().flat_map(|cut| text.match_indices(cut));
    cuts.filter_map(|(at, _)| {
        let after = &text[at..];
        let end = after.find(')')? + 1;
        let is_list = after[end..].starts_with(".join('')");
        let is_digest = text[..at].ends_with(".hash('sha256')");
        (!is_list && !is_digest).then(|| &after[..end])
    })
}

/// Returns true when a failure message falls back with `??`, which keeps an empty text.
fn lets_empty_messages_through(text: &str) -> bool {
    text.split("messageErreur: ").skip(1).any(|rest| {
        let expression = rest.split(".join('')").next().unwrap_or_default();
        expression.contains("??")
    })
}

fn is_example(host: &str) -> bool {
    [".example", ".example.org"].iter().any(|end| host.ends_with(end))
}

/// Finds the nodes that the expressions of a text reference: `$('…')`.
fn named_nodes(text: &str) -> impl Iterator<Item = &str> {
    text.split("$('").skip(1).filter_map(|rest| rest.split("')").next())
}
