//! Answers to requests that `boot.js` sends while the application is downloaded: who is logged in, and the first page
//! of a list. The application sends the others, and those that found no answer, itself.

use js_sys::{Map, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// Takes the answer to the request of an address. An answer is taken once, because a later request wants newer data.
pub(super) async fn take(address: &str) -> Option<Response> {
    let all: Map = Reflect::get(&window(), &"early".into()).ok()?.dyn_into().ok()?;
    let address = address.into();
    let answer: Promise = all.get(&address).dyn_into().ok()?;
    all.delete(&address);
    JsFuture::from(answer).await.ok()?.dyn_into().ok()
}

#[cfg(test)]
mod tests {
    use common::pages;

    use crate::model::filters::ListState;

    const BOOT: &str = include_str!("../../boot.js");

    #[test]
    fn the_early_requests_are_those_of_the_pages() {
        let state = ListState::default();
        let list = state.to_api_query().after("/api/prospects");
        let day = state.to_day_query().after("/api/relances");
        for (page, files, request) in [(pages::PROSPECTS, "list", list), (pages::JOURNEE, "day", day)] {
            let line = format!("\"{page}\": {{ files: {{{{{files}}}}}, request: \"{request}\" }},");
            assert!(BOOT.contains(&line), "boot.js lacks {line}");
        }
    }
}
