//! Button that adds a prospect.

use leptos::prelude::*;

use super::page_state::{Dialog, use_page};
use crate::ui::{Button, ButtonKind};

/// The button, at the end of the filter bar.
#[component]
pub(super) fn NewButton() -> impl IntoView {
    let page = use_page();
    let on_press = Callback::new(move |()| page.dialog.set(Some(Dialog::New)));
    view! {
        <div class="prospects-new">
            <Button kind=ButtonKind::Primary on_press>"Nouveau prospect"</Button>
        </div>
    }
}
