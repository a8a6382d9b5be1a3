//! Downloads that require a recent second factor.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use web_sys::Element;

use crate::api;
use crate::state::{Toast, use_toasts};

/// Follows the clicked link once the service would give its file. A refused download would only fail, without asking
/// for the code.
pub(crate) fn use_guarded_link() -> impl Fn(MouseEvent) + Copy + 'static {
    let toasts = use_toasts();
    move |event: MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = target.and_then(|element| element.closest("a").ok().flatten());
        let Some(href) = link.and_then(|link| link.get_attribute("href")) else { return };
        event.prevent_default();
        spawn_local(async move {
            match api::securite::check_verification().await {
                Ok(()) => {
                    // The response is an attachment, so the page stays.
                    let _ = window().location().assign(&href);
                }
                Err(error) => {
                    toasts.push(Toast::error("Le fichier n’a pas été téléchargé").message(error.message()));
                }
            }
        });
    }
}
