//! Examples of the document: each operation has its own, and they match the schemas.

use serde_json::Value;

use crate::support::contract::{DOCUMENT, expect_valid, resolve};

/// Returns every operation and webhook of the document by id.
fn operations() -> Vec<(&'static str, &'static Value)> {
    let items = ["paths", "webhooks"].map(|section| DOCUMENT[section].as_object().unwrap().values());
    let operations = items.into_iter().flatten().flat_map(|item| item.as_object().unwrap().values());
    operations.map(|operation| (operation["operationId"].as_str().unwrap(), operation)).collect()
}

/// Checks the examples of a body; fails when it has none.
fn expect_examples(what: &str, content: &'static Value) {
    for (media, content) in content.as_object().into_iter().flatten() {
        // Binary content has no JSON example.
        if resolve(&content["schema"])["format"] == "binary" {
            continue;
        }
        let one = content.get("example").filter(|example| !example.is_null());
        let several =
            content["examples"].as_object().into_iter().flatten().map(|(_, example)| &example["value"]);
        let all: Vec<_> = one.into_iter().chain(several).collect();
        assert!(
            !all.is_empty(),
            "{what} ({media}) has no example: add it in crates/api/src/openapi/examples"
        );
        for example in all {
            expect_valid(&format!("the example of {what} ({media})"), &content["schema"], example);
        }
    }
}

#[test]
fn every_body_that_is_taken_has_an_example_that_keeps_to_its_schema() {
    for (id, operation) in operations() {
        expect_examples(&format!("the body of {id}"), &operation["requestBody"]["content"]);
    }
}

#[test]
fn every_answer_has_an_example_that_keeps_to_its_schema() {
    for (id, operation) in operations() {
        for (status, response) in operation["responses"].as_object().unwrap() {
            expect_examples(&format!("the answer {status} of {id}"), &resolve(response)["content"]);
        }
    }
}

#[test]
fn every_parameter_has_an_example_that_keeps_to_its_schema() {
    for (id, operation) in operations() {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = format!("{} of {id}", parameter["name"]);
            assert!(parameter["description"].is_string(), "{name} has no description");
            assert!(!parameter["example"].is_null(), "{name} has no example");
            expect_valid(&name, &parameter["schema"], &parameter["example"]);
        }
    }
}

#[test]
fn examples_hold_no_field_that_their_schema_lacks() {
    for (id, operation) in operations() {
        let responses = operation["responses"]
            .as_object()
            .unwrap()
            .values()
            .map(|response| &resolve(response)["content"]);
        for content in responses.chain([&operation["requestBody"]["content"]]) {
            let json = &content["application/json"];
            let known = fields(&json["schema"]);
            for field in json["example"].as_object().into_iter().flatten().map(|(field, _)| field) {
                assert!(known.contains(&field.as_str()), "{id}: {field} is none of {known:?}");
            }
        }
    }
}

/// Returns the fields of a schema, including composed ones.
fn fields(schema: &'static Value) -> Vec<&'static str> {
    let schema = resolve(schema);
    let own = schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    let parts = ["allOf", "oneOf"].into_iter().filter_map(|way| schema[way].as_array());
    let joined = parts.flatten().flat_map(fields);
    own.chain(joined).collect()
}
