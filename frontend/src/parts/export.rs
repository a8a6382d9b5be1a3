//! Menu "Exporter": downloads the filtered list, all pages, as CSV or Excel.

use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;

use super::guarded::use_guarded_link;
use crate::reactive::Signal;
use crate::ui::{Align, Icon, IconView, Popover};

/// The button and, below it, one link per format. The links are plain: the browser downloads the file and uses the
/// service's file name.
#[component]
pub(crate) fn ExportMenu(
    /// URL of the export.
    path: &'static str,
    /// Current filters, as the export's query string.
    #[prop(into)]
    query: Signal<String>,
    /// True when the service requires a recent second factor for the file.
    #[prop(optional)]
    guarded: bool,
) -> impl IntoView {
    let follow = use_guarded_link();
    let open = RwSignal::new(false);
    let button = NodeRef::<html::Button>::new();
    // The link is about to disappear, so the button takes the focus first.
    let chosen = move |event: MouseEvent| {
        if guarded {
            follow(event);
        }
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
        open.set(false);
    };
    let trigger = view! {
        <button
            type="button"
            class="button export"
            title="Exporter"
            node_ref=button
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <span class="button-content">
                <IconView icon=Icon::Download/>
                <span class="wide-label">"Exporter"</span>
            </span>
        </button>
    };
    let link = move |format: &'static str, label: &'static str| {
        let href = move || {
            let query = query.get();
            [path, &query, if query.is_empty() { "?" } else { "&" }, "format=", format].concat()
        };
        view! {
            <a class="menu-item" href=href download on:click=chosen>
                <IconView icon=Icon::Document/>
                <span class="menu-label">{label}</span>
            </a>
        }
    };
    view! {
        <Popover open align=Align::End class="menu" trigger=trigger.into_any()>
            {link("csv", "CSV")}
            {link("xlsx", "Excel")}
        </Popover>
    }
}
