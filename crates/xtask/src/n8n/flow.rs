//! Checks the connections: every path ends, and every accepted action gets its callback.

use std::collections::BTreeSet;

use super::rules::WITH_ACCOUNT;
use super::workflow::{Node, Workflow};

/// The node after which the work starts: the call is authenticated and new.
const BEGINNING: &str = "Premier appel ?";

/// The nodes that handle a failure and send every callback.
const ENDINGS: [&str; 2] = ["Échec", "Rappel"];

/// The nodes that build a success and check its completeness: a node with a missing account fails, and its input
/// leaves by its success output.
const RESULT: [&str; 2] = ["Résultat", "Résultat complet ?"];

/// Checks every path.
pub(super) fn check(workflow: &Workflow, is_action: bool) -> Vec<String> {
    let mut found = Vec::new();
    for (from, to) in workflow.connections() {
        for end in [from, to] {
            if !workflow.has(end) {
                found.push(format!("a connection names « {end} », which is no node"));
            }
        }
    }
    let reached = reachable(workflow, Node::is_trigger, |_| false);
    for node in workflow.working() {
        if !reached.contains(node.name.as_str()) {
            found.push(format!("« {} »: nothing leads to it", node.name));
        }
        found.extend(outputs(workflow, node).map(|mistake| format!("« {} »: {mistake}", node.name)));
    }
    if is_action {
        found.extend(callbacks(workflow));
        found.extend(work(workflow));
    }
    found
}

/// Returns the nodes reachable from those that `start`; the search does not continue after a node that `stops`.
fn reachable(
    workflow: &Workflow,
    starts: impl Fn(&Node) -> bool,
    stops: impl Fn(&Node) -> bool,
) -> BTreeSet<&str> {
    let starts = workflow.working().filter(|node| starts(node));
    let mut to_visit: Vec<&str> = starts.map(|node| node.name.as_str()).collect();
    let mut reached = BTreeSet::new();
    while let Some(name) = to_visit.pop() {
        let Some(node) = workflow.nodes.iter().find(|node| node.name == name) else { continue };
        if reached.insert(node.name.as_str()) && !stops(node) {
            to_visit.extend(workflow.next(&node.name));
        }
    }
    reached
}

/// Checks that each output of a node is connected.
fn outputs(workflow: &Workflow, node: &Node) -> Option<String> {
    let ways = match node.kind() {
        "if" => 2,
        "switch" => node.parameter("/rules/values").as_array().map_or(0, Vec::len) + 1,
        _ if node.on_error.as_deref() == Some("continueErrorOutput") => 2,
        _ => 0,
    };
    let open = (0..ways).find(|output| !workflow.is_connected(&node.name, *output))?;
    Some(format!("its output {open} leads nowhere"))
}

/// Checks that every accepted call is called back: without the callback node, only refusals, canaris and duplicates
/// may end.
fn callbacks(workflow: &Workflow) -> Vec<String> {
    let mut found = Vec::new();
    if !workflow.working().any(Node::is_callback) {
        found.push("nothing calls back".to_owned());
    }
    let reached = reachable(workflow, Node::is_trigger, Node::is_callback);
    for node in workflow.working().filter(|node| reached.contains(node.name.as_str()) && !node.is_callback())
    {
        let ends = workflow.next(&node.name).next().is_none();
        let may_end = match node.kind() {
            "httpRequest" => node.is_step(),
            "respondToWebhook" => node.parameter("/options/responseCode") != 202,
            "noOp" => node.name.starts_with("Doublon"),
            "dataTable" => node.parameter("/operation") == "deleteRows",
            _ => false,
        };
        if ends && !may_end {
            found.push(format!("« {} »: ends the execution without a callback", node.name));
        }
    }
    found
}

/// Checks that every working node reports its failure, and that no step leads to work, because n8n would pass its
/// error on as that of the work.
fn work(workflow: &Workflow) -> Vec<String> {
    let reached = reachable(workflow, |node| node.name == BEGINNING, Node::is_callback);
    let mut found = Vec::new();
    for node in workflow.working() {
        let next: Vec<&str> = workflow.next(&node.name).collect();
        if node.is_step() && !next.is_empty() {
            found.push(format!("« {} »: a step stands beside the work, not before it", node.name));
        }
        if node.name == RESULT[0] && !next.contains(&RESULT[1]) {
            found.push(format!("« {} »: nobody looks whether it is complete", node.name));
        }
        let works = WITH_ACCOUNT.contains(&node.kind())
            || matches!(node.kind(), "set" | "splitOut" | "aggregate")
                && reached.contains(node.name.as_str());
        let is_ending = ENDINGS.contains(&node.name.as_str()) || next == ENDINGS[..1];
        let tells =
            node.on_error.as_deref() == Some("continueErrorOutput") && workflow.is_connected(&node.name, 1);
        if works && !is_ending && !tells {
            found.push(format!("« {} »: its failure is not reported", node.name));
        }
    }
    found
}
