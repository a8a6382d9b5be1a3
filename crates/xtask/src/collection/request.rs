//! The requests of the collection: address, headers, authentication, example of the body.

use serde_json::{Value, json};

use super::{LOGIN, Operation, entries};
use crate::contract::resolve;

/// Returns the request of an operation.
pub(super) fn item(operation: &Operation<'_>) -> Value {
    let mut request = json!({
        "method": operation.method.to_uppercase(),
        "description": description(operation),
        "header": headers(operation),
        "url": url(operation),
        "auth": auth(operation),
    });
    if let Some(body) = body(operation) {
        request["body"] = body;
    }
    json!({ "name": operation.text("operationId"), "request": request, "response": [] })
}

fn description(operation: &Operation<'_>) -> String {
    let parts = [operation.text("summary"), operation.text("description")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Returns the name of the key that the operation takes in a header. Not a signature, which no variable can hold.
pub(super) fn key<'d>(operation: &Operation<'d>) -> Option<&'d String> {
    let schemes = &operation.document["components"]["securitySchemes"];
    let alternatives = operation.content["security"].as_array().into_iter().flatten();
    let mut names = alternatives.flat_map(entries).map(|(name, _)| name);
    names.find(|name| schemes[*name]["in"] == "header" && *name != "signature")
}

/// Returns the authentication: the key where the operation takes one, else the cookie that the login sets.
fn auth(operation: &Operation<'_>) -> Value {
    let Some(name) = key(operation) else { return json!({ "type": "noauth" }) };
    let header = &operation.document["components"]["securitySchemes"][name]["name"];
    json!({ "type": "apikey", "apikey": [
        { "key": "key", "value": header, "type": "string" },
        { "key": "value", "value": format!("{{{{{name}}}}}"), "type": "string" },
        { "key": "in", "value": "header", "type": "string" },
    ] })
}

fn parameters<'d>(operation: &Operation<'d>, place: &str) -> Vec<&'d Value> {
    let listed = operation.content["parameters"].as_array().into_iter().flatten();
    listed.map(|one| resolve(operation.document, one)).filter(|one| one["in"] == place).collect()
}

/// Returns the headers. A request with a cookie that changes something must have the origin of the service.
fn headers(operation: &Operation<'_>) -> Vec<Value> {
    let mut headers = vec![json!({ "key": "Accept", "value": accepted(operation) })];
    if operation.method != "get" {
        headers.push(json!({ "key": "Origin", "value": "{{baseUrl}}" }));
    }
    if let Some((media, _)) = example(operation) {
        headers.push(json!({ "key": "Content-Type", "value": media }));
    }
    headers.extend(parameters(operation, "header").into_iter().flat_map(values));
    headers
}

/// Returns the media types of the answers, the documents of errors last.
fn accepted(operation: &Operation<'_>) -> String {
    let answers = entries(&operation.content["responses"]);
    let contents = answers.map(|(_, answer)| &resolve(operation.document, answer)["content"]);
    let mut types: Vec<_> = contents.flat_map(entries).map(|(media, _)| media.as_str()).collect();
    types.sort_by_key(|media| (media.ends_with("problem+json"), *media));
    types.dedup();
    if types.is_empty() { "*/*".to_owned() } else { types.join(", ") }
}

/// Returns one entry for each value of the example. Optional parameters are there and switched off.
fn values(parameter: &Value) -> Vec<Value> {
    let example = &parameter["example"];
    let examples = example.as_array().map_or(std::slice::from_ref(example), Vec::as_slice);
    let entry = |value: &Value| {
        json!({
            "key": parameter["name"],
            "value": plain(value),
            "description": parameter["description"],
            "disabled": parameter["required"] != true,
        })
    };
    examples.iter().map(entry).collect()
}

/// Returns a text without quotation marks, any other value as JSON, and nothing for null.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Returns the address. Parameters of the path become variables of the request: `{id}` is `:id` in this format.
fn url(operation: &Operation<'_>) -> Value {
    let segments = operation.path.split('/').filter(|segment| !segment.is_empty());
    let path: Vec<_> = segments
        .map(|segment| match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => format!(":{name}"),
            None => segment.to_owned(),
        })
        .collect();
    let variable = |parameter: &Value| {
        json!({
            "key": parameter["name"],
            "value": plain(&parameter["example"]),
            "description": parameter["description"],
        })
    };
    json!({
        "raw": format!("{{{{baseUrl}}}}/{}", path.join("/")),
        "host": ["{{baseUrl}}"],
        "path": path,
        "query": parameters(operation, "query").into_iter().flat_map(values).collect::<Vec<_>>(),
        "variable": parameters(operation, "path").into_iter().map(variable).collect::<Vec<_>>(),
    })
}

/// Media type of most bodies.
const JSON: &str = "application/json";

/// Returns the media type of the request's body and its example; `None` without a body.
pub(super) fn example<'d>(operation: &Operation<'d>) -> Option<(&'d str, &'d Value)> {
    let contents = &resolve(operation.document, operation.content.get("requestBody")?)["content"];
    let (media, content) = contents.as_object()?.get_key_value(JSON).or_else(|| entries(contents).next())?;
    Some((media, &content["example"]))
}

/// Returns the body. The login takes its texts from variables of their names.
fn body(operation: &Operation<'_>) -> Option<Value> {
    let (media, example) = example(operation)?;
    let mut example = example.clone();
    if let (LOGIN, Some(fields)) = (operation.text("operationId"), example.as_object_mut()) {
        for (name, value) in fields.iter_mut().filter(|(_, value)| value.is_string()) {
            *value = format!("{{{{{name}}}}}").into();
        }
    }
    if media != JSON {
        return Some(json!({ "mode": "raw", "raw": plain(&example) }));
    }
    Some(json!({
        "mode": "raw",
        "raw": format!("{example:#}"),
        "options": { "raw": { "language": "json" } },
    }))
}
