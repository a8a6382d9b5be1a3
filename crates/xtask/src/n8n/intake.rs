//! Rules for the workflows that receive messages: no message is lost, and none leaves a trace that it must not leave.

use serde_json::json;

use super::Role;
use super::workflow::{Node, Workflow};

/// Identifier of the workflow that takes one message.
const MESSAGE_WORKFLOW: &str = "admissionsMessage";
/// The mark of a message that the service has taken.
const TAKEN: &str = "PRIS";
/// The answer of the service after which a message is taken.
const ANSWER: &str = "Réponse : échange";

/// Checks a workflow that receives messages.
pub(super) fn check(workflow: &Workflow, role: Role) -> Vec<String> {
    let mut found = Vec::new();
    // A saved execution would keep the message of somebody who opposes.
    if workflow.settings.get("saveDataSuccessExecution") != Some(&json!("none")) {
        found.push("settings.saveDataSuccessExecution is not \"none\"".to_owned());
    }
    if role == Role::Message && workflow.id != MESSAGE_WORKFLOW {
        found.push(format!("its id is not {MESSAGE_WORKFLOW}: the others call it so"));
    }
    for node in workflow.working() {
        found.extend(call(node));
        found.extend(mark(workflow, node));
        found.extend(end(workflow, node, role));
    }
    found
}

/// Checks that each message has an execution of its own, in the workflow that takes messages.
fn call(node: &Node) -> Option<String> {
    let is_alone = node.parameter("/workflowId/value") == MESSAGE_WORKFLOW
        && node.parameter("/mode") == "each"
        && node.parameter("/options/waitForSubWorkflow") == false;
    (node.kind() == "executeWorkflow" && !is_alone)
        .then(|| format!("« {} »: does not start {MESSAGE_WORKFLOW} for each message alone", node.name))
}

/// Checks that a message is marked as taken after the first answer of the switch alone, which is a success.
fn mark(workflow: &Workflow, node: &Node) -> Option<String> {
    if node.parameter("/columns/value/categorie") != TAKEN {
        return None;
    }
    let before: Vec<&str> =
        workflow.connections().filter(|(_, to)| *to == node.name).map(|(from, _)| from).collect();
    let is_success = before == [ANSWER] && workflow.targets(ANSWER, 0) == [node.name.as_str()];
    (!is_success).then(|| format!("« {} »: marks a message that the service has not taken", node.name))
}

/// Checks that an execution ends only where the message is passed on, counted, refused aloud, or opposed.
fn end(workflow: &Workflow, node: &Node, role: Role) -> Option<String> {
    let may_end = match node.kind() {
        "dataTable" => node.parameter("/operation") != "rowNotExists",
        "stopAndError" => true,
        "noOp" => node.name.starts_with("Opposée"),
        "executeWorkflow" => role == Role::Mailbox,
        "respondToWebhook" => matches!(role, Role::Form(_)),
        _ => false,
    };
    let ends = workflow.next(&node.name).next().is_none();
    (ends && !may_end).then(|| format!("« {} »: ends the execution, and the message is lost", node.name))
}
