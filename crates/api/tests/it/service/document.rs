//! The OpenAPI document.

use std::path::Path;

use prospects_api::openapi;
use serde_json::Value;

use crate::support::app::TestApp;

fn document() -> Value {
    serde_json::to_value(openapi::document()).unwrap()
}

/// Visits every object below, with its path of keys.
fn walk<'a>(value: &'a Value, path: &str, see: &mut dyn FnMut(&str, &'a Value)) {
    see(path, value);
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| walk(value, &format!("{path}/{key}"), see));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, item)| walk(item, &format!("{path}/{n}"), see));
        }
        _ => {}
    }
}

#[test]
fn the_committed_document_is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/openapi.json");
    let committed =
        std::fs::read_to_string(path).expect("openapi/openapi.json is missing: run `make openapi`");
    let fresh = openapi::document().to_pretty_json().unwrap();
    // Compared by line, so that a difference is easy to find.
    let difference = committed.lines().zip(fresh.lines()).find(|(committed, fresh)| committed != fresh);
    assert_eq!(difference, None, "openapi/openapi.json is not what the code says: run `make openapi`");
    assert_eq!(
        committed.trim_end(),
        fresh.trim_end(),
        "openapi/openapi.json is not what the code says: run `make openapi`"
    );
}

#[tokio::test]
async fn the_served_document_is_what_the_code_says() {
    let app = TestApp::start().await;
    assert_eq!(app.anonymous().get("/api/openapi.json").await.expect(200).body, document());
}

#[tokio::test]
async fn the_document_can_be_read_as_pages() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    let short = anonymous.get("/api/docs").await;
    assert_eq!(short.headers["location"], "/api/docs/");
    let response = anonymous.request(reqwest::Method::GET, "/api/docs/").send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.text().await.unwrap().contains("<title>Admissions · API</title>"));
    let script =
        anonymous.request(reqwest::Method::GET, "/api/docs/swagger-initializer.js").send().await.unwrap();
    let script = script.text().await.unwrap();
    assert!(script.contains("\"/api/openapi.json\"") && script.contains("BaseLayout"), "{script}");
}

#[test]
fn the_live_stream_names_each_of_its_events() {
    let document = document();
    let stream = document["paths"]["/api/notifications/flux"]["get"]["description"].as_str().unwrap();
    let events = document["components"]["schemas"]["EvenementFlux"]["oneOf"].as_array().unwrap();
    assert!(events.len() >= 8, "{events:?}");
    for event in events {
        let name = event["properties"]["event"]["enum"][0].as_str().unwrap();
        assert!(stream.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn whatever_the_document_refers_to_is_in_it() {
    let document = document();
    walk(&document, "", &mut |path, value| {
        let Some(reference) = value.as_object().and_then(|object| object.get("$ref")).and_then(Value::as_str)
        else {
            return;
        };
        let target = reference.strip_prefix('#').expect("inside the document");
        assert!(document.pointer(target).is_some(), "{path}: {reference}");
    });
}

#[test]
fn every_operation_says_what_it_does_and_how_it_fails() {
    let document = document();
    let tags: Vec<_> = document["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).collect();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = format!("{method} {path}");
            assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{name}");
            assert!(operation["security"].is_array(), "{name}");
            let own = operation["tags"].as_array().unwrap();
            assert!(own.len() == 1 && tags.contains(&&own[0]), "{name}: {own:?}");
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|status| status.starts_with('2')), "{name}");
            for (status, response) in responses.iter().filter(|(status, _)| status.as_str() >= "400") {
                let shared = response["$ref"].as_str().unwrap_or_default();
                let text = "say the codes in crates/api/src/openapi/errors.rs instead";
                assert!(shared.starts_with("#/components/responses/"), "{name} {status}: {text}");
            }
        }
    }
}

#[test]
fn an_error_says_its_codes_and_each_has_the_status_it_stands_under() {
    let document = document();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            for (status, response) in operation["responses"].as_object().unwrap() {
                let Some(shared) = response["$ref"].as_str() else { continue };
                let response = document.pointer(&shared[1..]).unwrap();
                let examples =
                    response["content"]["application/problem+json"]["examples"].as_object().unwrap();
                for (code, example) in examples {
                    let text = response["description"].as_str().unwrap();
                    assert!(text.contains(&format!("`{code}`")), "{method} {path} {status}: {code}");
                    assert_eq!(example["value"]["status"].to_string(), *status, "{method} {path}: {code}");
                    assert_eq!(example["value"]["code"], *code, "{method} {path} {status}");
                }
            }
        }
    }
}

#[test]
fn every_parameter_of_a_path_is_described() {
    for (path, item) in document()["paths"].as_object().unwrap() {
        let mut named: Vec<&str> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        named.sort_unstable();
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let in_path = parameters.iter().filter(|parameter| parameter["in"] == "path");
            let mut described: Vec<_> =
                in_path.map(|parameter| parameter["name"].as_str().unwrap()).collect();
            described.sort_unstable();
            assert_eq!(described, named, "{method} {path}");
        }
    }
}
