//! Top bar: title, search, notifications, person.

use leptos::prelude::*;

use super::bell::Bell;
use super::connection::Connection;
use super::person_menu::PersonMenu;
use super::search::GlobalSearch;
use crate::state::page::PageTitle;

/// The top bar.
#[component]
pub(super) fn TopBar() -> impl IntoView {
    let title = expect_context::<PageTitle>().0;
    view! {
        <header class="top">
            <h1 class="top-title" id="titre-page">{move || title.get()}</h1>
            <GlobalSearch/>
            <Connection/>
            <Bell/>
            <PersonMenu/>
        </header>
    }
}
