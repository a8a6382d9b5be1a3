//! Rules for each node, and for the parts that workflows share.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::workflow::{Node, Workflow};
use super::{ERROR_WORKFLOW, FILES, Role};

/// Tested nodes of n8n 2.8.4, with their version. The Code node is excluded: when n8n stops it fails, and its input
/// leaves by its success output.
const KNOWN: [(&str, &str); 21] = [
    ("aggregate", "1"),
    ("crypto", "2"),
    ("dataTable", "1.1"),
    ("emailReadImap", "2.1"),
    ("emailSend", "2.1"),
    ("errorTrigger", "1"),
    ("executeWorkflow", "1.3"),
    ("executeWorkflowTrigger", "1.1"),
    ("extractFromFile", "1.1"),
    ("googleDrive", "3"),
    ("httpRequest", "4.2"),
    ("if", "2.2"),
    ("noOp", "1"),
    ("respondToWebhook", "1.4"),
    ("set", "3.4"),
    ("splitOut", "1"),
    ("stickyNote", "1"),
    ("stopAndError", "1"),
    ("switch", "3.2"),
    ("wait", "1.1"),
    ("webhook", "2.1"),
];

/// Nodes that need the school's account; they are included but disabled.
pub(super) const WITH_ACCOUNT: [&str; 2] = ["googleDrive", "emailSend"];

/// Minimum wait in seconds. n8n keeps waits of less than 65 s in memory and loses them when it stops; one more second
/// is a margin.
const SHORTEST_WAIT_S: f64 = 66.0;

/// Maximum timeout of a request, in milliseconds.
const LONGEST_TIMEOUT_MS: u64 = 30_000;

/// Nodes that the workflows of the four actions share.
const SHARED: [&str; 22] = [
    "Lire le corps brut",
    "Calculer la signature",
    "Signature valable ?",
    "Refuser : signature",
    "Canari ?",
    "Répondre au canari",
    "Accepter",
    "Demande",
    "Table des appels",
    "Noter cet appel",
    "Relire le premier",
    "Premier appel ?",
    "Doublon : rien à faire",
    "Oublier les vieux appels",
    "Échec",
    "Rappel",
    "Annoncer le résultat",
    "Terminé",
    "Rappel refusé",
    "Encore dans l’heure ?",
    "Attendre 70 s",
    "Rappel perdu",
];

/// Checks all rules that do not depend on connections.
pub(super) fn check(workflow: &Workflow, role: Role) -> Vec<String> {
    let mut found = settings(workflow, role != Role::Errors);
    found.extend(trigger(workflow, role));
    let (mut ids, mut names) = (BTreeSet::new(), BTreeSet::new());
    for node in &workflow.nodes {
        let mut mistakes = vec![known(node), wait(node), account(node)];
        mistakes.extend(request(node));
        mistakes.push((!ids.insert(&node.id)).then(|| "its identifier is another node's too".to_owned()));
        mistakes.push((!names.insert(&node.name)).then(|| "its name is another node's too".to_owned()));
        found.extend(mistakes.into_iter().flatten().map(|mistake| format!("« {} »: {mistake}", node.name)));
    }
    found
}

fn settings(workflow: &Workflow, needs_error_workflow: bool) -> Vec<String> {
    let mut found = Vec::new();
    if workflow.active {
        found.push("is active: who imports it decides when it runs".to_owned());
    }
    let wanted = needs_error_workflow.then(|| json!(ERROR_WORKFLOW));
    for (name, wanted) in [("executionOrder", Some(json!("v1"))), ("errorWorkflow", wanted)] {
        if workflow.settings.get(name) != wanted.as_ref() {
            let wanted = wanted.unwrap_or_default();
            found.push(format!("settings.{name} is not {wanted}"));
        }
    }
    if !needs_error_workflow && workflow.id != ERROR_WORKFLOW {
        found.push(format!("its id is not {ERROR_WORKFLOW}: the others name it so"));
    }
    found
}

/// Checks the trigger: its type, and the parameters on which the other rules rely.
fn trigger(workflow: &Workflow, role: Role) -> Vec<String> {
    let triggers: Vec<&Node> = workflow.working().filter(|node| node.is_trigger()).collect();
    let (wanted, expected) = expected_trigger(role);
    let [trigger] = triggers[..] else {
        return vec![format!("has {} triggers instead of one", triggers.len())];
    };
    if trigger.kind() != wanted {
        return vec![format!("« {} »: is not a trigger of type {wanted}", trigger.name)];
    }
    let mut found = Vec::new();
    if wanted == "webhook" && trigger.webhook_id.as_deref().unwrap_or_default().is_empty() {
        found.push(format!("« {} »: without a webhookId its address changes", trigger.name));
    }
    for (parameter, wanted) in expected {
        if *trigger.parameter(parameter) != wanted {
            found.push(format!("« {} »: {parameter} is not {wanted}", trigger.name));
        }
    }
    found
}

/// Returns the type of a role's trigger, with its parameters.
fn expected_trigger(role: Role) -> (&'static str, Vec<(&'static str, Value)>) {
    let webhook = |path: &str| {
        vec![
            ("/path", json!(path)),
            ("/httpMethod", json!("POST")),
            ("/authentication", json!("headerAuth")),
            ("/responseMode", json!("responseNode")),
        ]
    };
    match role {
        Role::Action(path) => {
            let mut expected = webhook(path);
            expected.push(("/options/rawBody", json!(true)));
            ("webhook", expected)
        }
        Role::Form(path) => ("webhook", webhook(path)),
        Role::Errors => ("errorTrigger", Vec::new()),
        Role::Message => ("executeWorkflowTrigger", vec![("/inputSource", json!("passthrough"))]),
        Role::Mailbox => (
            "emailReadImap",
            vec![
                // n8n marks and remembers a message before the workflow runs: a kill would lose it.
                ("/postProcessAction", json!("nothing")),
                ("/options/trackLastMessageId", json!(false)),
                // The format « simple » reads every base64 text as UTF-8.
                ("/format", json!("resolved")),
                // The reconnection notices a connection that died silently.
                ("/options/forceReconnect", json!(60)),
            ],
        ),
    }
}

fn known(node: &Node) -> Option<String> {
    let known = KNOWN
        .iter()
        .any(|(kind, version)| (*kind, *version) == (node.kind(), &node.type_version.to_string()));
    (!known).then(|| format!("{} {} was never tried here", node.kind(), node.type_version))
}

fn wait(node: &Node) -> Option<String> {
    if node.kind() != "wait" {
        return None;
    }
    let unit = match node.parameter("/unit").as_str() {
        Some("seconds") => 1.0,
        Some("minutes") => 60.0,
        Some("hours") => 3_600.0,
        _ => 0.0,
    };
    let long_enough = shortest(node.parameter("/amount"))
        .is_some_and(|amount| amount * unit >= SHORTEST_WAIT_S)
        && node.parameter("/resume") == "timeInterval"
        && node.webhook_id.is_some();
    (!long_enough).then(|| {
        format!("waits less than {SHORTEST_WAIT_S} s, or without a webhookId: a stop of n8n loses it")
    })
}

/// Returns the shortest amount of a wait: a number, or an expression that chooses one of a list by the number of the
/// attempt (`={{ [70, 140][Math.min($runIndex, 1)] }}`).
fn shortest(amount: &Value) -> Option<f64> {
    if let Some(number) = amount.as_f64() {
        return Some(number);
    }
    let (list, choice) = amount.as_str()?.strip_prefix("={{ [")?.split_once(']')?;
    let numbers: Vec<f64> = list.split(',').map(|one| one.trim().parse()).collect::<Result<_, _>>().ok()?;
    let highest = numbers.len().checked_sub(1)?;
    let is_choice = choice == format!("[Math.min($runIndex, {highest})] }}}}");
    is_choice.then(|| numbers.into_iter().fold(f64::INFINITY, f64::min))
}

/// Checks that a node that needs an account is disabled and says so.
fn account(node: &Node) -> Option<String> {
    let needs_account = WITH_ACCOUNT.contains(&node.kind());
    if needs_account != node.disabled {
        return Some("what needs an account of the school is switched off, and nothing else is".to_owned());
    }
    (needs_account && !node.notes.starts_with("À ACTIVER"))
        .then(|| "its note does not begin with À ACTIVER".to_owned())
}

fn request(node: &Node) -> Vec<Option<String>> {
    if node.kind() != "httpRequest" {
        return Vec::new();
    }
    let timeout = node.parameter("/options/timeout").as_u64();
    let limited = timeout.is_some_and(|timeout| (1..=LONGEST_TIMEOUT_MS).contains(&timeout));
    let follows = node.parameter("/options/redirect/redirect/followRedirects") != false;
    let with_key = node.parameter("/genericAuthType") == "httpHeaderAuth"
        && node.credentials.contains_key("httpHeaderAuth");
    let never_stops = node.on_error.as_deref() == Some("continueRegularOutput");
    // n8n's own retries treat a refusal as an absence, and give up after 20 s.
    let judged = node.parameter("/options/response/response")
        == &json!({ "fullResponse": true, "neverError": true })
        && node.on_error.as_deref() == Some("continueErrorOutput");
    vec![
        (!limited).then(|| format!("no time-out, or one above {LONGEST_TIMEOUT_MS} ms")),
        follows.then(|| "follows redirects, with the key".to_owned()),
        (!with_key).then(|| "does not send the key".to_owned()),
        (node.is_step() && !never_stops).then(|| "a step that can't be told stops the work".to_owned()),
        (!node.is_step() && !judged)
            .then(|| "whether the answer is a success is not for the node to judge".to_owned()),
    ]
}

/// Checks that shared nodes are identical in each workflow.
pub(super) fn shared(workflows: &[(&str, Workflow)]) -> Vec<String> {
    let actions: Vec<_> = workflows
        .iter()
        .filter(|(file, _)| FILES.iter().any(|(known, role)| known == file && role.is_action()))
        .collect();
    let mut found = Vec::new();
    for name in SHARED {
        let mut first: Option<(Value, &str)> = None;
        for (file, workflow) in &actions {
            let Some(node) = workflow.nodes.iter().find(|node| node.name == name) else {
                found.push(format!("{file}: « {name} » is missing"));
                continue;
            };
            let content = json!([node.kind(), node.type_version, node.parameters, node.on_error]);
            match &first {
                None => first = Some((content, file)),
                Some((other, _)) if *other == content => {}
                Some((_, other)) => found.push(format!("{file}: « {name} » is not what it is in {other}")),
            }
        }
    }
    found
}
