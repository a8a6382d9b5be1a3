//! Top bar: title, search, notifications, person.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::bell::Bell;
use super::connection::Connection;
use super::person_menu::PersonMenu;
use super::places::PLACES;
use super::search::GlobalSearch;
use crate::state::page::PageTitle;

/// The top bar.
#[component]
pub(super) fn TopBar() -> impl IntoView {
    let (title, path) = (expect_context::<PageTitle>().0, use_location().pathname);
    // The code of a page comes after the bar, and sets its title.
    let title = move || {
        let place = || PLACES.into_iter().find(|place| path.with(|path| place.holds(path)));
        Some(title.get())
            .filter(|title| !title.is_empty())
            .or_else(|| place().map(|place| place.name.to_owned()))
    };
    view! {
        <header class="top">
            <h1 class="top-title" id="titre-page">{title}</h1>
            <GlobalSearch/>
            <Connection/>
            <Bell/>
            <PersonMenu/>
        </header>
    }
}
