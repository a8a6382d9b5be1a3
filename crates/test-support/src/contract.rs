//! Checks every response of the tests against the OpenAPI document.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use jsonschema::Validator;
use prospects_api::openapi;
use reqwest::Method;
use serde_json::{Value, json};

/// The document.
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(openapi::document()).unwrap());

/// Resolves a reference in the document; other values are returned unchanged.
pub fn resolve(value: &'static Value) -> &'static Value {
    let target = value["$ref"].as_str().map(|target| target.strip_prefix('#').expect("inside the document"));
    target.map_or(value, |target| DOCUMENT.pointer(target).unwrap())
}

/// Asserts that `value` matches a schema of the document.
#[track_caller]
pub fn expect_valid(what: &str, schema: &Value, value: &Value) {
    let errors: Vec<_> = validator(schema)
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{what} is not what the document says: {errors:#?}\n{value}");
}

fn validator(schema: &Value) -> Arc<Validator> {
    static KNOWN: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap();
    let made = known.entry(schema.to_string()).or_insert_with(|| {
        let mut whole = schema.clone();
        whole["components"] = json!({ "schemas": DOCUMENT["components"]["schemas"] });
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        Arc::new(options.build(&whole).unwrap())
    });
    made.clone()
}

/// Asserts that the document contains this response of this operation: status, error code, body. Requests without an
/// operation are skipped, because the tests of the routes cover them.
#[track_caller]
pub fn expect_answer(method: &Method, path: &str, status: u16, media: &str, body: &Value) {
    let Some(operation) = operation(method, path) else { return };
    let name = format!("{} {status}", operation["operationId"]);
    let response = &operation["responses"][status.to_string()];
    assert!(response.is_object(), "the document does not know the answer {name}: {body}");
    let content = &resolve(response)["content"];
    if media.ends_with("json") {
        assert!(content[media].is_object(), "the document does not know {media} as answer {name}: {body}");
        expect_valid(&format!("the answer {name}"), &content[media]["schema"], body);
    }
}

fn operation(method: &Method, path: &str) -> Option<&'static Value> {
    let path = path.split('?').next().unwrap_or_default();
    let items = DOCUMENT["paths"].as_object().unwrap();
    let named = items.get(path).or_else(|| {
        let fits = |template: &str| {
            template.split('/').count() == path.split('/').count()
                && template
                    .split('/')
                    .zip(path.split('/'))
                    .all(|(part, word)| part.starts_with('{') || part == word)
        };
        items.iter().find(|(template, _)| fits(template)).map(|(_, item)| item)
    });
    named?.get(method.as_str().to_lowercase())
}
