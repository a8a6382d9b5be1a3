//! Position in the list, and links to its other pages.

use leptos::prelude::*;

use crate::pages::prospects::page_state::{History, use_page};
use crate::ui::Paginator;

/// The pagination of the list.
#[component]
pub(in crate::pages::prospects) fn ListFooter() -> impl IntoView {
    let page = use_page();
    let pagination = Signal::derive(move || page.list.with(|list| list.map(|list| list.pagination.clone())));
    let on_page = Callback::new(move |number: i64| {
        page.go(&page.address.get_untracked().at_page(number), History::Push);
    });
    let on_limit = Callback::new(move |limit: i64| {
        page.go(&page.address.get_untracked().limited(limit), History::Push);
    });
    view! { <Paginator pagination noun="prospects" on_page on_limit/> }
}
