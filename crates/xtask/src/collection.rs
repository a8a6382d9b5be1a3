//! `cargo xtask collection`: writes the operations of the OpenAPI document as a Postman collection (format 2.1.0).
//! Bruno, Insomnia and Hoppscotch import it too.

mod request;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use serde_json::{Map, Value, json};

/// Name of the written file.
const FILE: &str = "admissions.postman_collection.json";

/// The format, by which programs recognise the file.
const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/// Methods of a path that are operations.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Operation whose body takes the login from variables, and whose answer sets the cookie of the session.
const LOGIN: &str = "login";

#[derive(Args)]
pub(crate) struct Options {
    /// Folder that receives the collection.
    #[arg(long)]
    out: PathBuf,
    /// Address of the service: the value of the variable `baseUrl`.
    #[arg(long, default_value = "http://localhost:8080")]
    url: String,
}

/// Writes the collection of the committed document.
///
/// # Errors
/// Fails when the document can't be read, or the collection can't be written.
pub(crate) fn run(root: &Path, options: &Options) -> anyhow::Result<()> {
    let text = fs::read_to_string(root.join("openapi/openapi.json")).context("openapi/openapi.json")?;
    let document = serde_json::from_str(&text).context("openapi/openapi.json")?;
    let collection = collection(&document, options.url.trim_end_matches('/'));
    let path = options.out.join(FILE);
    fs::create_dir_all(&options.out).with_context(|| options.out.display().to_string())?;
    fs::write(&path, format!("{collection:#}\n")).with_context(|| path.display().to_string())?;
    println!("{}: {} operations", path.display(), operations(&document).count());
    Ok(())
}

/// An operation of the document, with its place.
struct Operation<'d> {
    document: &'d Value,
    /// Path template, such as `/api/actions/{idConversion}`.
    path: &'d str,
    /// Method in lower case.
    method: &'d str,
    content: &'d Value,
}

impl<'d> Operation<'d> {
    fn text(&self, name: &str) -> &'d str {
        self.content[name].as_str().unwrap_or_default()
    }
}

/// Returns the operations, by path.
fn operations(document: &Value) -> impl Iterator<Item = Operation<'_>> {
    entries(&document["paths"]).flat_map(move |(path, item)| {
        METHODS.into_iter().filter_map(move |method| {
            item.get(method).map(|content| Operation { document, path, method, content })
        })
    })
}

fn entries(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flat_map(Map::iter)
}

/// Builds the collection: a folder for each tag of the document, in its order.
fn collection(document: &Value, url: &str) -> Value {
    let tags = document["tags"].as_array().map(Vec::as_slice).unwrap_or_default();
    let folders: Vec<_> = tags.iter().filter_map(|tag| folder(document, tag)).collect();
    json!({
        "info": {
            "name": document["info"]["title"],
            "description": document["info"]["description"],
            "version": document["info"]["version"],
            "schema": SCHEMA,
        },
        "item": folders,
        "variable": variables(document, url),
    })
}

/// Returns the folder of a tag; `None` for a tag without an operation, such as that of the webhooks.
fn folder(document: &Value, tag: &Value) -> Option<Value> {
    let of_tag = operations(document).filter(|operation| operation.content["tags"][0] == tag["name"]);
    let requests: Vec<_> = of_tag.map(|operation| request::item(&operation)).collect();
    (!requests.is_empty())
        .then(|| json!({ "name": tag["name"], "description": tag["description"], "item": requests }))
}

/// Returns the variables that the requests use: address, keys, and the login of the document's example.
fn variables(document: &Value, url: &str) -> Vec<Value> {
    let schemes = entries(&document["components"]["securitySchemes"]);
    let keys = schemes.filter(|(name, _)| operations(document).any(|one| request::key(&one) == Some(name)));
    let login = operations(document).find(|operation| operation.text("operationId") == LOGIN);
    let body = login.as_ref().and_then(request::example);
    let credentials = body.into_iter().flat_map(|(_, example)| entries(example));
    let texts = credentials.filter(|(_, value)| value.is_string());
    [json!({ "key": "baseUrl", "value": url })]
        .into_iter()
        .chain(
            keys.map(
                |(name, scheme)| json!({ "key": name, "value": "", "description": scheme["description"] }),
            ),
        )
        .chain(texts.map(|(name, value)| json!({ "key": name, "value": value })))
        .collect()
}

#[cfg(test)]
mod tests;
