//! The export of exactly what the filters show.

use leptos::prelude::*;

use crate::api;
use crate::pages::prospects::page_state::{PageState, use_page};
use crate::ui::{Icon, IconView, Menu, MenuItem};

/// The menu of the formats. The browser downloads by itself: the page only leads it there.
#[component]
pub(super) fn ExportMenu() -> impl IntoView {
    let page = use_page();
    view! {
        <div class="prospects-export">
            <Menu label="Exporter la liste" trigger=ViewFn::from(trigger)>
                <MenuItem label="CSV (tableur, ; et accents)" icon=Icon::Document on_press=Callback::new(move |()| download(page, "csv"))/>
                <MenuItem label="Excel (XLSX)" icon=Icon::Rows on_press=Callback::new(move |()| download(page, "xlsx"))/>
            </Menu>
        </div>
    }
}

fn trigger() -> impl IntoView {
    view! { <span class="button-content"><IconView icon=Icon::Download/>"Exporter"</span> }
}

fn download(page: PageState, format: &'static str) {
    let url = page.address.with_untracked(|state| api::prospects::export_url(&state.to_export_query(), format));
    // An attachment: the page stays where it is.
    let _ = window().location().assign(&url);
}
