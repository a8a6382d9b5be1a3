//! What follows from the connections: nothing is left without an end, and no accepted action without its callback.

use std::collections::BTreeSet;

use super::rules::WITH_ACCOUNT;
use super::workflow::{Node, Workflow};

/// Stands for what an account would give.
const PLACEHOLDER: &str = "À REMPLACER";

/// Follows every path.
pub(super) fn check(workflow: &Workflow, is_action: bool) -> Vec<String> {
    let mut found = Vec::new();
    for (from, to) in workflow.connections() {
        for end in [from, to] {
            if !workflow.has(end) {
                found.push(format!("a connection names « {end} », which is no node"));
            }
        }
    }
    let reached = reachable(workflow, |_| false);
    for node in workflow.working() {
        if !reached.contains(node.name.as_str()) {
            found.push(format!("« {} »: nothing leads to it", node.name));
        }
        found.extend(outputs(workflow, node).map(|mistake| format!("« {} »: {mistake}", node.name)));
    }
    if is_action {
        found.extend(callbacks(workflow));
        found.extend(workflow.working().filter_map(|node| work(workflow, node)));
    }
    found
}

/// The nodes that executions come to, those behind a node that `stops` left out.
fn reachable(workflow: &Workflow, stops: impl Fn(&Node) -> bool) -> BTreeSet<&str> {
    let starts = workflow.working().filter(|node| matches!(node.kind(), "webhook" | "errorTrigger"));
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

/// Each way out of a node leads somewhere.
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

/// Whoever was answered 202 is called back: without the callback, only refusals, the canari and a duplicate end.
fn callbacks(workflow: &Workflow) -> Vec<String> {
    let mut found = Vec::new();
    if !workflow.working().any(Node::is_callback) {
        found.push("nothing calls back".to_owned());
    }
    let reached = reachable(workflow, Node::is_callback);
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

/// What works for the school says so when it fails. A step leads to no work: n8n would hand its error on as that of the work.
fn work(workflow: &Workflow, node: &Node) -> Option<String> {
    if node.is_step() && workflow.next(&node.name).next().is_some() {
        return Some(format!("« {} »: a step stands beside the work, not before it", node.name));
    }
    let works =
        WITH_ACCOUNT.contains(&node.kind()) || node.name.starts_with(PLACEHOLDER) || node.name == "Résultat";
    let tells =
        node.on_error.as_deref() == Some("continueErrorOutput") && workflow.is_connected(&node.name, 1);
    (works && !tells).then(|| format!("« {} »: its failure is not reported", node.name))
}
