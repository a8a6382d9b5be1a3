use std::collections::BTreeSet;

use super::*;

fn document() -> Value {
    serde_json::from_str(include_str!("../../../../openapi/openapi.json")).unwrap()
}

/// Returns each request of the collection with the name of its operation.
fn requests(collection: &Value) -> Vec<(&str, &Value)> {
    let folders = collection["item"].as_array().unwrap().iter();
    let items = folders.flat_map(|folder| folder["item"].as_array().unwrap());
    items.map(|item| (item["name"].as_str().unwrap(), &item["request"])).collect()
}

fn request<'c>(collection: &'c Value, operation: &str) -> &'c Value {
    requests(collection).into_iter().find(|(name, _)| *name == operation).unwrap().1
}

/// Returns the texts of an array, in the field `name`.
fn texts<'v>(array: &'v Value, name: &str) -> Vec<&'v str> {
    array.as_array().unwrap().iter().map(|entry| entry[name].as_str().unwrap()).collect()
}

#[test]
fn each_operation_is_in_the_collection_once_with_its_method_and_path() {
    let document = document();
    let collection = collection(&document, "https://x.example");
    let found: Vec<_> = requests(&collection);
    let names: BTreeSet<_> = found.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), found.len());
    assert_eq!(names, operations(&document).map(|operation| operation.text("operationId")).collect());
    for operation in operations(&document) {
        let request = request(&collection, operation.text("operationId"));
        assert_eq!(request["method"], operation.method.to_uppercase());
        let path = operation.path.replace('{', ":").replace('}', "");
        assert_eq!(request["url"]["raw"], format!("{{{{baseUrl}}}}{path}"));
        let segments: Vec<_> =
            request["url"]["path"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(format!("/{}", segments.join("/")), path);
    }
}

#[test]
fn a_body_is_the_example_of_the_document() {
    let document = document();
    let collection = collection(&document, "https://x.example");
    let mut bodies = 0;
    for operation in operations(&document).filter(|operation| operation.text("operationId") != LOGIN) {
        let body = &request(&collection, operation.text("operationId"))["body"];
        let expected = operation.content.pointer("/requestBody/content/application~1json/example");
        let written = body["raw"].as_str().map(|raw| serde_json::from_str::<Value>(raw).unwrap());
        assert_eq!(written.as_ref(), expected, "{}", operation.text("operationId"));
        bodies += usize::from(written.is_some());
    }
    assert!(bodies > 20, "{bodies}");
}

#[test]
fn each_parameter_has_its_example_and_only_required_ones_are_switched_on() {
    let document = document();
    let collection = collection(&document, "https://x.example");
    for (name, request) in requests(&collection) {
        let url = &request["url"];
        let raw = url["raw"].as_str().unwrap();
        for parameter in url["variable"].as_array().unwrap() {
            assert_ne!(parameter["value"], "", "{name}: {}", parameter["key"]);
            assert!(raw.contains(&format!("/:{}", parameter["key"].as_str().unwrap())), "{name}");
        }
        assert_eq!(raw.matches("/:").count(), url["variable"].as_array().unwrap().len(), "{name}");
    }
    let list = &request(&collection, "listProspects")["url"]["query"];
    let statuts = list.as_array().unwrap().iter().filter(|entry| entry["key"] == "statut");
    let statuts: Vec<_> = statuts.map(|entry| (&entry["value"], &entry["disabled"])).collect();
    assert_eq!(statuts, [(&json!("NOUVEAU"), &json!(true)), (&json!("QUALIFIE"), &json!(true))]);
    let change = &request(&collection, "changeProspect")["header"];
    let version = change.as_array().unwrap().iter().find(|entry| entry["key"] == "If-Match").unwrap();
    assert_eq!((&version["value"], &version["disabled"]), (&json!("\"v3\""), &json!(false)));
}

#[test]
fn keys_and_the_login_come_from_variables() {
    let document = document();
    let collection = collection(&document, "https://x.example");
    let known: BTreeSet<_> = texts(&collection["variable"], "key").into_iter().collect();
    let text = collection["item"].to_string();
    let used: BTreeSet<_> =
        text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}")).map(|(name, _)| name).collect();
    assert_eq!(known, used);
    assert!(used.is_superset(&BTreeSet::from(["baseUrl", "cleApi", "email", "motDePasse"])), "{used:?}");
    let login: Value =
        serde_json::from_str(request(&collection, "login")["body"]["raw"].as_str().unwrap()).unwrap();
    assert_eq!((&login["email"], &login["motDePasse"]), (&json!("{{email}}"), &json!("{{motDePasse}}")));
    for (name, request) in requests(&collection) {
        let operation = operations(&document).find(|one| one.text("operationId") == name).unwrap();
        let alternatives = operation.content["security"].as_array().unwrap();
        let takes_key = alternatives.iter().any(|alternative| alternative.get("cleApi").is_some());
        let values = request["auth"]["apikey"].as_array().map(|_| texts(&request["auth"]["apikey"], "value"));
        assert_eq!(values, takes_key.then_some(vec!["X-API-Key", "{{cleApi}}", "header"]), "{name}");
        let sends_origin = texts(&request["header"], "key").contains(&"Origin");
        assert_eq!(sends_origin, operation.method != "get", "{name}");
    }
}

#[test]
fn a_body_that_is_no_json_has_its_own_media_type() {
    let document = json!({
        "tags": [{ "name": "Imports" }],
        "paths": { "/imports": { "post": { "operationId": "import", "tags": ["Imports"], "requestBody": { "content": {
            "text/csv": { "example": "nom;email\n" }
        } } } } },
    });
    let collection = collection(&document, "https://x.example");
    let request = request(&collection, "import");
    assert_eq!(request["body"], json!({ "mode": "raw", "raw": "nom;email\n" }));
    let sent =
        request["header"].as_array().unwrap().iter().find(|entry| entry["key"] == "Content-Type").unwrap();
    assert_eq!(sent["value"], "text/csv");
}

#[test]
fn the_collection_is_the_same_each_time_it_is_made() {
    let document = document();
    let [first, second] = [(), ()].map(|()| collection(&document, "https://x.example").to_string());
    assert_eq!(first, second);
    assert!(first.contains(SCHEMA) && first.contains("https://x.example"));
}
