//! Finds breaking changes and new operations between two documents.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Break;
use super::schema::{Comparison, Who, resolve};

/// Returns every change from `old` to `new` that breaks a client. Additions and new error codes do not, because the
/// document tells clients to expect them.
pub(super) fn compare(old: &Value, new: &Value) -> Vec<Break> {
    let mut all = Vec::new();
    for (section, body_from) in [("paths", Who::Client), ("webhooks", Who::Service)] {
        let current = operations(&new[section]);
        for (key, (path, operation)) in operations(&old[section]) {
            let name = operation["operationId"].as_str().unwrap_or_default();
            let mut found = Comparison::new(old, new);
            match current.get(&key) {
                Some((_, now)) => Operations { found: &mut found, was: operation, now, body_from }.compare(),
                None => found.add(format!("{} {path} is gone", key.1)),
            }
            all.extend(found.into_breaks().map(|what| Break { operation: name.to_owned(), what }));
        }
    }
    all
}

/// Returns the operations of `new` that `old` lacks.
pub(super) fn added<'a>(old: &Value, new: &'a Value) -> Vec<&'a str> {
    let added = ["paths", "webhooks"].into_iter().flat_map(|section| {
        let published = operations(&old[section]);
        let current = operations(&new[section]).into_iter();
        current.filter(move |(key, _)| !published.contains_key(key)).map(|(_, (_, operation))| operation)
    });
    added.filter_map(|operation| operation["operationId"].as_str()).collect()
}

/// Returns the operations of a section and their paths, by shape of the path and by method.
fn operations(section: &Value) -> BTreeMap<(String, &str), (&str, &Value)> {
    let methods =
        |(path, item)| named(item).map(move |(method, operation)| ((shape(path), method), (path, operation)));
    named(section).flat_map(methods).collect()
}

/// Returns a path without the names of its parameters, which no caller sends.
fn shape(path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

fn named(object: &Value) -> impl Iterator<Item = (&str, &Value)> {
    object.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

/// An operation, as published and now.
struct Operations<'a, 'd> {
    found: &'a mut Comparison<'d>,
    was: &'d Value,
    now: &'d Value,
    /// The sender of the body: the service for a webhook.
    body_from: Who,
}

impl<'d> Operations<'_, 'd> {
    fn compare(mut self) {
        if self.was["operationId"] != self.now["operationId"] {
            self.found.add("has another operationId".to_owned());
        }
        self.compare_security();
        self.compare_parameters();
        self.compare_body();
        self.compare_responses();
    }

    /// Every published kind of authentication must still exist.
    fn compare_security(&mut self) {
        let callers = |operation: &Value| -> BTreeSet<String> {
            let listed = operation["security"].as_array().into_iter().flatten();
            listed.map(|one| named(one).map(|(name, _)| name).collect::<Vec<_>>().join("+")).collect()
        };
        let (was, now) = (callers(self.was), callers(self.now));
        if !now.is_empty() && (was.is_empty() || !was.is_subset(&now)) {
            self.found.add("lets in fewer callers (security)".to_owned());
        }
    }

    fn compare_parameters(&mut self) {
        let (was, now) = (parameters(self.found.old, self.was), parameters(self.found.new, self.now));
        for (key, old) in &was {
            let place = format!("{} {}", key.0, key.1);
            match now.get(key) {
                None => self.found.add(format!("{place} is gone")),
                Some(new) => {
                    let (before, after) = (is_required(old), is_required(new));
                    match self.body_from {
                        Who::Client if after && !before => self.found.add(format!("{place} is required now")),
                        Who::Service if before && !after => {
                            self.found.add(format!("{place} may be absent now"));
                        }
                        _ => {}
                    }
                    self.found.schema(&place, &old["schema"], &new["schema"], self.body_from);
                }
            }
        }
        for (key, _) in now.iter().filter(|(key, new)| is_required(new) && !was.contains_key(*key)) {
            if self.body_from == Who::Client {
                self.found.add(format!("{} {} is new and required", key.0, key.1));
            }
        }
    }

    fn compare_body(&mut self) {
        let (was, now) = (&self.was["requestBody"], &self.now["requestBody"]);
        if is_required(now) && !is_required(was) && self.body_from == Who::Client {
            self.found.add("wants a body now".to_owned());
        }
        self.compare_content("body", was, now, self.body_from);
    }

    fn compare_responses(&mut self) {
        for (status, response) in named(&self.was["responses"]) {
            let Some(now) = self.now["responses"].get(status) else {
                self.found.add(format!("does not answer {status} any more"));
                continue;
            };
            let (was, now) = (resolve(self.found.old, response), resolve(self.found.new, now));
            for (header, _) in
                named(&was["headers"]).filter(|(header, _)| now["headers"].get(header).is_none())
            {
                self.found.add(format!("{status} lacks the header {header}"));
            }
            let from = self.body_from.other();
            self.compare_content(status, was, now, from);
        }
    }

    fn compare_content(&mut self, place: &str, was: &'d Value, now: &'d Value, from: Who) {
        for (media, content) in named(&was["content"]) {
            match now["content"].get(media) {
                Some(now) => self.found.schema(place, &content["schema"], &now["schema"], from),
                None => self.found.add(format!("{place} is no {media} any more")),
            }
        }
    }
}

/// Returns the parameters of an operation by place and name.
fn parameters<'d>(document: &'d Value, operation: &'d Value) -> BTreeMap<(&'d str, &'d str), &'d Value> {
    let listed = operation["parameters"].as_array().into_iter().flatten();
    let resolved = listed.map(|parameter| resolve(document, parameter));
    let text = |value: &'d Value| value.as_str().unwrap_or_default();
    resolved.map(|parameter| ((text(&parameter["in"]), text(&parameter["name"])), parameter)).collect()
}

fn is_required(part: &Value) -> bool {
    part["required"] == true
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({
            "paths": { "/list": { "get": {
                "operationId": "list",
                "security": [{ "session": [] }],
                "parameters": [{ "in": "query", "name": "page", "required": false, "schema": { "type": "integer" } }],
                "requestBody": { "content": { "application/json": { "schema": { "type": "object" } } } },
                "responses": {
                    "200": {
                        "headers": { "etag": {} },
                        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Row" } } }
                    },
                    "404": { "$ref": "#/components/responses/Missing" }
                }
            } } },
            "webhooks": { "call": { "post": {
                "operationId": "call",
                "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Row" } } } },
                "responses": { "202": {} }
            } } },
            "components": {
                "schemas": { "Row": { "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } } },
                "responses": { "Missing": { "content": { "application/problem+json": { "schema": { "type": "object" } } } } }
            }
        })
    }

    #[test]
    fn an_operation_that_was_not_published_is_new() {
        let mut new = document();
        new["paths"]["/list"]["post"] = json!({ "operationId": "add" });
        assert_eq!(added(&document(), &new), ["add"]);
        assert!(added(&new, &document()).is_empty());
    }

    /// Applies `change` and returns the changes found.
    fn found(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let mut new = document();
        change(&mut new);
        compare(&document(), &new).into_iter().map(|one| format!("{}: {}", one.operation, one.what)).collect()
    }

    fn list(document: &mut Value) -> &mut Value {
        &mut document["paths"]["/list"]["get"]
    }

    #[test]
    fn nothing_changed_breaks_nothing() {
        assert!(found(|_| ()).is_empty());
    }

    #[test]
    fn what_is_added_breaks_nothing() {
        let breaks = found(|new| {
            new["paths"]["/other"] = json!({ "get": { "operationId": "other" } });
            list(new)["responses"]["409"] = json!({ "description": "x" });
            list(new)["security"] = json!([{ "session": [] }, { "key": [] }]);
            let parameters = list(new)["parameters"].as_array_mut().unwrap();
            parameters.push(json!({ "in": "query", "name": "limit", "required": false }));
        });
        assert!(breaks.is_empty(), "{breaks:?}");
    }

    #[test]
    fn an_operation_that_is_gone_or_renamed_breaks() {
        assert_eq!(found(|new| new["paths"] = json!({})), ["list: get /list is gone"]);
        assert_eq!(found(|new| list(new)["operationId"] = json!("all")), ["list: has another operationId"]);
        assert_eq!(found(|new| new["webhooks"] = json!({})), ["call: post call is gone"]);
    }

    #[test]
    fn a_renamed_parameter_of_a_path_breaks_and_its_operation_stays() {
        let at = |name: &str| {
            let mut document = document();
            let mut item = document["paths"]["/list"].take();
            item["get"]["parameters"] =
                json!([{ "in": "path", "name": name, "required": true, "schema": {} }]);
            document["paths"] = json!({ format!("/list/{{{name}}}"): item });
            document
        };
        let renamed = compare(&at("id"), &at("idRow")).into_iter().map(|one| one.what).collect::<Vec<_>>();
        assert_eq!(renamed, ["path id is gone", "path idRow is new and required"]);
        assert!(compare(&at("id"), &at("id")).is_empty());
    }

    #[test]
    fn fewer_callers_break_and_nobody_asked_for_does_not() {
        let fewer = ["list: lets in fewer callers (security)"];
        assert_eq!(found(|new| list(new)["security"] = json!([{ "key": [] }])), fewer);
        assert_eq!(found(|new| list(new)["security"] = json!([{ "key": [], "session": [] }])), fewer);
        assert!(found(|new| list(new)["security"] = json!([])).is_empty());
    }

    #[test]
    fn a_parameter_that_is_gone_or_required_breaks() {
        assert_eq!(found(|new| list(new)["parameters"] = json!([])), ["list: query page is gone"]);
        let required = found(|new| list(new)["parameters"][0]["required"] = json!(true));
        assert_eq!(required, ["list: query page is required now"]);
        let added = found(|new| {
            let parameters = list(new)["parameters"].as_array_mut().unwrap();
            parameters.push(json!({ "in": "header", "name": "If-Match", "required": true }));
        });
        assert_eq!(added, ["list: header If-Match is new and required"]);
    }

    #[test]
    fn a_body_that_is_wanted_breaks() {
        assert_eq!(
            found(|new| list(new)["requestBody"]["required"] = json!(true)),
            ["list: wants a body now"]
        );
    }

    #[test]
    fn an_answer_that_is_gone_breaks() {
        let gone = found(|new| {
            list(new)["responses"].as_object_mut().unwrap().remove("404");
        });
        assert_eq!(gone, ["list: does not answer 404 any more"]);
        let media = found(|new| list(new)["responses"]["200"]["content"] = json!({}));
        assert_eq!(media, ["list: 200 is no application/json any more"]);
        let header = found(|new| list(new)["responses"]["200"]["headers"] = json!({}));
        assert_eq!(header, ["list: 200 lacks the header etag"]);
    }

    #[test]
    fn a_field_that_is_gone_breaks_who_reads_it_in_an_answer_and_in_a_webhook() {
        let breaks = found(|new| new["components"]["schemas"]["Row"]["properties"] = json!({}));
        assert_eq!(breaks, ["list: 200.id is gone", "call: body.id is gone"]);
    }
}
