//! Saved views of the list of prospects.

mod changes;
mod names;
mod queries;
mod totals;

use reqwest::Method;
use reqwest::header::IF_MATCH;
use serde_json::{Value, json};

use crate::support::client::{Answer, Client};

const VUES: &str = "/api/vues";

/// Saves a view; returns it.
async fn save(client: &Client, portee: &str, nom: &str, requete: &str) -> Value {
    let body = json!({ "nom": nom, "requete": requete, "portee": portee });
    client.post(VUES, body).await.expect(201).body.clone()
}

/// Returns the views of a caller, in their order.
async fn list(client: &Client) -> Vec<Value> {
    client.get(VUES).await.expect(200).body["data"].as_array().unwrap().clone()
}

/// Returns the names of the views of a caller, in their order.
async fn names_of(client: &Client) -> Vec<String> {
    list(client).await.iter().map(|view| view["nom"].as_str().unwrap().to_owned()).collect()
}

/// Returns the path of a view.
fn path(view: &Value) -> String {
    format!("{VUES}/{}", view["idVue"])
}

/// Returns the tag of a view that was listed.
fn tag(view: &Value) -> String {
    format!("\"v{}\"", view["version"])
}

/// Changes a view from this version.
async fn change(client: &Client, view: &Value, tag: &str, body: Value) -> Answer {
    Answer::read(client.request(Method::PATCH, &path(view)).header(IF_MATCH, tag).json(&body)).await
}
