//! Export of the selected prospects as a file.

use std::time::Duration;

use common::lot::ExportSelectionRequest;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Blob, HtmlAnchorElement, Url};

use super::selection;
use crate::api::{self, ApiError};
use crate::pages::prospects::page_state::use_page;
use crate::state::{Toast, mutation, use_toasts};
use crate::ui::{Icon, IconView, Menu, MenuItem, waits};

/// Time after which the content of a saved file leaves the memory.
const KEPT: Duration = Duration::from_mins(1);

/// The menu of the formats. The selection may be too long for an address, so the file comes as the answer of a request.
#[component]
pub(super) fn ExportPicked() -> impl IntoView {
    let (page, toasts) = (use_page(), use_toasts());
    let export = mutation(
        move |excel: bool| async move {
            let (ids, requete) = selection(page);
            api::prospects::export_selection(&ExportSelectionRequest { ids, requete }, excel).await
        },
        move |answer: Result<(String, Blob), ApiError>| match answer {
            Ok((name, content)) => save(&name, &content),
            Err(error) => {
                toasts.push(Toast::error("Le fichier n’a pas été préparé").message(error.message()));
            }
        },
    );
    let waits = waits(export.busy, "Le fichier est en préparation");
    let trigger = ViewFn::from(|| {
        view! {
            <span class="button-content"><IconView icon=Icon::Download/><span class="wide-label">"Exporter"</span></span>
        }
        .into_any()
    });
    view! {
        <Menu label="Exporter la sélection" trigger>
            <MenuItem label="CSV" icon=Icon::Document disabled_reason=waits
                on_press=Callback::new(move |()| export.start(false))/>
            <MenuItem label="Excel" icon=Icon::Document disabled_reason=waits
                on_press=Callback::new(move |()| export.start(true))/>
        </Menu>
    }
}

/// Saves a file as the browser does for a download.
fn save(name: &str, content: &Blob) {
    let Ok(address) = Url::create_object_url_with_blob(content) else { return };
    let link = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    // Some browsers read the content after the click.
    set_timeout(move || drop(Url::revoke_object_url(&address)), KEPT);
}
