//! The files of the page itself: a deployment puts others in their place.

use leptos::prelude::document;

use super::http;

/// Whether a part of the page (its file, beside the main module) is gone: this page belongs to a version that the service
/// does not have any more, and only a reload helps. `false` as well when that can't be known.
pub(crate) async fn is_gone(file: &str) -> bool {
    let main = document().query_selector("link[rel=modulepreload]").ok().flatten();
    let Some(main) = main.and_then(|link| link.get_attribute("href")) else { return false };
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    http::has_file(&format!("{folder}/split_{file}.wasm")).await == Ok(false)
}
