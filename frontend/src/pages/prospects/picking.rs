//! Selection of rows in the list, by boxes and keys.

use common::IdProspect;
use leptos::prelude::*;

use super::page_state::{PageState, Screen};
use crate::model::picked::Picked;
use crate::parts::focus::{self, ROW_LINK};
use crate::parts::selection::RowBox;
use crate::reactive::{Memo, Signal, memo};

/// Returns true when rows can be selected: the day's work has no filter whose prospects could all be selected.
pub(super) fn is_offered(page: PageState) -> bool {
    page.screen == Screen::Prospects
}

/// Deselects everything; returns false when nothing was selected.
pub(super) fn clear(page: PageState) -> bool {
    let selected = page.picked.try_with_untracked(|picked| !picked.is_empty()) == Some(true);
    if selected {
        page.picked.set(Picked::default());
    }
    selected
}

/// Selects or deselects the row with the focus, or else the one of the open record; with `range`, all rows up to it.
pub(super) fn press_by_key(page: PageState, range: bool) {
    let ids = untrack(|| page.ids());
    let row = focus::place(ROW_LINK).and_then(|row| ids.get(row).cloned());
    if let Some(id) = row.or_else(|| untrack(|| page.open_id()).filter(|id| ids.contains(id))) {
        change(page, &id, range);
    }
}

fn change(page: PageState, id: &IdProspect, range: bool) {
    let ids = untrack(|| page.ids());
    page.picked.update(|picked| if range { picked.extend(id, &ids) } else { picked.toggle(id, &ids) });
}

/// Renders the checkbox of a row, which is `checked`, about the person with this name.
pub(super) fn row_box(
    page: PageState,
    id: IdProspect,
    checked: Memo<bool>,
    name: impl Fn() -> String + Send + Sync + 'static,
) -> AnyView {
    let label = Signal::derive(move || ["Sélectionner ", &name()].concat());
    let press = Callback::new(move |range: bool| change(page, &id, range));
    view! {
        <RowBox label checked extend=Callback::new(move |()| press.run(true)) change=Callback::new(move |_| press.run(false))/>
    }
    .into_any()
}

/// Renders the checkbox that selects or deselects all rows of the page.
pub(super) fn page_box(page: PageState) -> AnyView {
    let all = memo(move || page.picked.with(|picked| picked.holds_page(&page.ids())));
    let some = memo(move || !all.get() && page.picked.with(|picked| !picked.is_empty()));
    let change = Callback::new(move |selected: bool| {
        let ids = untrack(|| page.ids());
        page.picked.update(|picked| picked.set_page(&ids, selected));
    });
    view! { <RowBox label="Tout sélectionner sur cette page" checked=all some change/> }.into_any()
}
