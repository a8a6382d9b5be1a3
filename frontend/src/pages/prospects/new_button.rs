//! Button that adds a prospect.

use leptos::prelude::*;

use super::page_state::{Dialog, use_page};
use crate::ui::{Button, ButtonKind, Icon};

/// The button, at the end of the filter bar.
#[component]
pub(super) fn NewButton() -> impl IntoView {
    let page = use_page();
    let on_press = Callback::new(move |()| page.dialog.set(Some(Dialog::New)));
    view! {
        <div class="bar-end" title="Nouveau prospect">
            <Button kind=ButtonKind::Primary icon=Icon::Plus on_press>
                <span class="wide-label">"Nouveau prospect"</span>
            </Button>
        </div>
    }
}
