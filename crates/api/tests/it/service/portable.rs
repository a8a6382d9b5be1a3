//! Common generators and validators can use the document.

use std::collections::BTreeMap;
use std::path::Path;

use common::FieldCode;
use common::lot::TypeLot;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::Answer;
use crate::support::contract::{DOCUMENT, resolve};
use crate::support::data;
use crate::support::sources::rust_files;

/// Visits every value below, except examples, with its path of keys.
fn walk<'a>(value: &'a Value, path: &str, see: &mut dyn FnMut(&str, &'a Value)) {
    see(path, value);
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(key, _)| !matches!(key.as_str(), "example" | "examples"));
            fields.for_each(|(key, value)| walk(value, &format!("{path}/{key}"), see));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, item)| walk(item, &format!("{path}/{n}"), see));
        }
        _ => {}
    }
}

/// Returns path, method and operation of every operation.
fn operations() -> impl Iterator<Item = (&'static str, &'static str, &'static Value)> {
    DOCUMENT["paths"].as_object().unwrap().iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

fn parameters() -> impl Iterator<Item = &'static Value> {
    operations().flat_map(|(_, _, operation)| operation["parameters"].as_array().into_iter().flatten())
}

/// Returns true when a schema accepts null.
fn accepts_null(schema: &'static Value) -> bool {
    let schema = resolve(schema);
    let has_null =
        |types: &Value| *types == "null" || types.as_array().is_some_and(|all| all.contains(&json!("null")));
    has_null(&schema["type"]) || schema["oneOf"].as_array().is_some_and(|all| all.iter().any(accepts_null))
}

/// First words of the names of operations.
#[rustfmt::skip]
const VERBS: &[&str] = &[
    "accept", "activate", "add", "anonymise", "answer", "change", "check", "complete", "convert", "count",
    "create", "decide", "delete", "duplicate", "end", "enrol", "export", "find", "finish", "generate", "get",
    "invite", "launch", "list", "log", "login", "logout", "mark", "move", "propose", "relaunch", "remove",
    "replace", "report", "reset", "resolve", "return", "revoke", "send", "stop", "stream", "tell", "undo",
    "verify", "withdraw",
];

#[test]
fn the_name_of_an_operation_begins_with_an_english_verb() {
    for (path, method, operation) in operations() {
        let name = operation["operationId"].as_str().unwrap();
        let first = name.split(char::is_uppercase).next().unwrap();
        assert!(VERBS.contains(&first), "{method} {path}: {name}");
    }
}

/// Returns the name of the schema of a request; `None` without a JSON body.
fn request_schema(operation: &'static Value) -> Option<&'static str> {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let mut choices = schema["oneOf"].as_array().into_iter().flatten();
    let reference = schema["$ref"].as_str().or_else(|| choices.find_map(|one| one["$ref"].as_str()))?;
    reference.strip_prefix("#/components/schemas/")
}

#[test]
fn a_request_is_named_after_its_operation_or_after_what_it_creates() {
    let mut requests = BTreeMap::<_, Vec<_>>::new();
    for (_, _, operation) in operations() {
        if let Some(schema) = request_schema(operation) {
            requests.entry(schema).or_default().push(operation["operationId"].as_str().unwrap());
        }
    }
    assert!(requests.len() > 40, "{requests:?}");
    for (schema, names) in requests {
        let [name] = names[..] else { continue };
        let (first, rest) = name.split_at(1);
        let expected = format!("{}{rest}Request", first.to_uppercase());
        assert!(schema == expected || schema.starts_with("New"), "{name}: {schema}, not {expected}");
    }
}

#[test]
fn a_parameter_of_a_path_says_what_it_identifies() {
    for parameter in parameters().filter(|parameter| parameter["in"] == "path") {
        assert_ne!(parameter["name"], "id", "{parameter}");
    }
}

#[test]
fn no_request_has_a_default() {
    let mut requests = 0;
    for (path, method, operation) in operations() {
        for content in
            operation["requestBody"]["content"].as_object().into_iter().flatten().map(|(_, one)| one)
        {
            requests += 1;
            walk(resolve(&content["schema"]), "", &mut |place, value| {
                assert!(value.get("default").is_none(), "{method} {path}{place}");
            });
        }
    }
    assert!(requests > 20, "{requests}");
}

#[test]
fn a_field_that_can_not_be_emptied_is_not_nullable() {
    let fields = &DOCUMENT["components"]["schemas"]["ChangeProspectRequest"]["properties"];
    let kept = |name: &str| !accepts_null(&fields[name]);
    assert_eq!(["nom", "statutProspect", "source"].map(kept), [true; 3]);
    assert_eq!(
        ["emails", "ville", "modeFinancement", "formationSouhaitee", "motifPerte"].map(kept),
        [false; 5]
    );
}

#[tokio::test]
async fn a_field_that_is_nullable_is_accepted_as_null() {
    let app = TestApp::start().await;
    data::prospect(&app.db, "Dumitru", "Marie").await;
    let (admin, n8n) = (app.admin().await, app.n8n_client());
    let mut fields = 0;
    for (path, method, operation) in operations() {
        let body = &operation["requestBody"]["content"]["application/json"];
        let properties = resolve(&body["schema"])["properties"].as_object();
        let is_for_people =
            operation["security"].as_array().unwrap().iter().any(|one| one.get("session").is_some());
        let caller = if is_for_people || operation["security"] == json!([]) { &admin } else { &n8n };
        for (name, _) in properties.into_iter().flatten().filter(|(_, schema)| accepts_null(schema)) {
            let path = path.replace("{idProspect}", "PROS_1").replace(['{', '}'], "");
            let mut asked = body["example"].clone();
            asked[name] = Value::Null;
            let request = caller.request(method.to_uppercase().parse().unwrap(), &path);
            let answer = Answer::read(request.header("if-match", "*").json(&asked)).await;
            let wrong = answer.body["erreurs"].as_array().into_iter().flatten();
            let is_refused =
                wrong.into_iter().any(|one| one["champ"] == *name && one["code"] == "TYPE_INVALIDE");
            assert!(!is_refused, "{method} {path} {name}: {}", answer.body);
            fields += 1;
        }
    }
    assert!(fields > 20, "{fields}");
}

#[test]
fn a_parameter_is_never_null() {
    for parameter in parameters() {
        assert!(!accepts_null(&parameter["schema"]), "{parameter}");
        assert!(parameter.get("allowEmptyValue").is_none(), "{parameter}");
    }
    let key = parameters().find(|one| one["name"] == "Idempotency-Key").unwrap();
    assert_eq!((&key["schema"]["minLength"], &key["schema"]["maxLength"]), (&json!(1), &json!(200)));
    assert!(key["description"].as_str().unwrap().contains("does not expire"), "{key}");
}

#[test]
fn the_description_of_a_nullable_property_stands_on_the_property() {
    let mut described = 0;
    walk(&DOCUMENT["components"]["schemas"], "", &mut |path, value| {
        for item in value["oneOf"].as_array().into_iter().flatten() {
            let is_reference = item.get("$ref").is_some();
            assert!(!is_reference || item.get("description").is_none(), "{path}: {item}");
            described += usize::from(is_reference && value["description"].is_string());
        }
    });
    assert!(described > 30, "{described}");
}

#[test]
fn every_format_of_a_file_is_binary() {
    let mut files = 0;
    for (path, method, operation) in operations().filter(|(path, _, _)| path.ends_with("/export")) {
        for (media, content) in operation["responses"]["200"]["content"].as_object().unwrap() {
            assert_eq!(resolve(&content["schema"])["format"], "binary", "{method} {path} {media}");
            files += 1;
        }
    }
    assert_eq!(files, 10);
}

/// The typescript-fetch client of openapi-generator writes a range of successes as a number, which does not compile.
#[test]
fn a_success_has_its_own_status() {
    let mut successes = 0;
    for section in ["paths", "webhooks"] {
        walk(&DOCUMENT[section], section, &mut |place, value| {
            for status in value["responses"].as_object().into_iter().flatten().map(|(status, _)| status) {
                successes += usize::from(status.starts_with('2'));
                assert_ne!(status, "2XX", "{place}");
            }
        });
    }
    assert!(successes > 60, "{successes}");
}

#[test]
fn names_of_tags_and_components_are_identifiers() {
    let is_identifier =
        |name: &str| name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    for tag in DOCUMENT["tags"].as_array().unwrap() {
        assert!(is_identifier(tag["name"].as_str().unwrap()), "{tag}");
    }
    for name in DOCUMENT["components"]["schemas"].as_object().unwrap().keys() {
        assert!(is_identifier(name), "{name}");
    }
}

#[test]
fn every_schema_of_an_error_has_a_name() {
    for (name, response) in DOCUMENT["components"]["responses"].as_object().unwrap() {
        let schema = &response["content"]["application/problem+json"]["schema"];
        assert!(schema["$ref"].is_string(), "{name}: {schema}");
    }
}

#[test]
fn a_closed_list_is_an_enumeration() {
    for order in parameters().filter(|parameter| parameter["name"] == "tri") {
        // Each column of the list, in both directions.
        let words = order["schema"]["enum"].as_array().map_or(0, Vec::len);
        assert!([4, 10].contains(&words), "{order}");
    }
    let schemas = &DOCUMENT["components"]["schemas"];
    let codes = resolve(&schemas["ErreurChamp"]["properties"]["code"]);
    assert_eq!(codes["enum"], json!(FieldCode::ALL));
    for code in FieldCode::ALL {
        assert!(codes["description"].as_str().unwrap().contains(&format!("\n- `{code}`: ")), "{code}");
    }
    assert_eq!(resolve(&schemas["AppelCanari"]["properties"]["typeAction"])["enum"], json!(["CANARI"]));
    walk(&DOCUMENT["components"]["schemas"], "", &mut |path, value| {
        let pattern = value["pattern"].as_str().unwrap_or_default();
        assert!(!pattern.contains('|') && pattern != "^CANARI$", "{path}: {pattern}");
    });
}

/// The validator's attributes take the code as a text.
#[test]
fn every_code_of_a_checked_field_is_in_the_list() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../common/src");
    let mut codes = 0;
    for file in rust_files(&folder) {
        let text = std::fs::read_to_string(&file).unwrap();
        for code in text.split("code = \"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(code.parse::<FieldCode>().is_ok(), "{}: {code}", file.display());
            codes += 1;
        }
    }
    assert!(codes > 10, "{codes}");
}

/// A generator of Python clients leaves out a schema with variants inside `allOf`.
#[test]
fn variants_are_whole_objects_that_their_type_tells_apart() {
    let schemas = &DOCUMENT["components"]["schemas"];
    walk(schemas, "", &mut |path, value| {
        for part in value["allOf"].as_array().into_iter().flatten() {
            assert!(resolve(part)["oneOf"].is_null(), "{path}");
        }
    });
    for (combination, own) in [("Lot", "idLot"), ("NewLotRequest", "requete")] {
        let variants = schemas[combination]["discriminator"]["mapping"].as_object().unwrap();
        assert_eq!(variants.len(), TypeLot::ALL.len(), "{combination}");
        for (code, reference) in variants {
            let variant = resolve(&schemas[reference.as_str().unwrap().rsplit('/').next().unwrap()]);
            assert_eq!(variant["properties"]["type"]["enum"], json!([code]));
            assert!(
                variant["properties"]["parametres"].is_object() && variant["properties"][own].is_object()
            );
        }
    }
}

#[test]
fn the_events_of_the_stream_have_a_schema() {
    let content = &DOCUMENT["paths"]["/api/notifications/flux"]["get"]["responses"]["200"]["content"];
    let stream = resolve(&content["text/event-stream"]["schema"]);
    assert_eq!(
        (&stream["type"], &stream["contentMediaType"]),
        (&json!("string"), &json!("text/event-stream"))
    );
    let events = resolve(&stream["contentSchema"])["oneOf"].as_array().unwrap();
    let names = events.iter().map(|event| event["properties"]["event"]["enum"][0].as_str().unwrap());
    let names: Vec<_> = names.collect();
    assert_eq!(
        names,
        ["notification", "compteurs", "action", "prospect", "catalogue", "lot", "resync", "battement"]
    );
    for event in events {
        assert!(event["description"].is_string() && event["title"].is_string(), "{event}");
        let required = event["required"].as_array().unwrap();
        assert!(["event", "data"].iter().all(|field| required.contains(&json!(field))), "{event}");
    }
}
