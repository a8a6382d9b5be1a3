//! Checks the files of the page itself, which a deployment replaces.

use leptos::prelude::document;

use super::http;

/// Returns true when a file of the page, beside the main module, no longer exists: this page is older than the
/// service, and only a reload helps. Returns `false` when that is unknown.
pub(crate) async fn is_gone(file: &str) -> bool {
    let main = document().query_selector("link[rel=modulepreload]").ok().flatten();
    let Some(main) = main.and_then(|link| link.get_attribute("href")) else { return false };
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    http::has_file(&format!("{folder}/split_{file}.wasm")).await == Ok(false)
}
