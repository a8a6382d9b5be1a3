//! Steps from the open record to its neighbours in the list. Their code comes with the panel.

use common::IdProspect;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::page_state::PageState;
use crate::model::neighbours::{Direction, Shown, Step};
use crate::model::url_state::{UrlState as _, last_page_instead};
use crate::parts::address::History;
use crate::parts::focus;
use crate::parts::lazy::SplitLoaderError;
use crate::reactive::effect;

/// Takes the step of a key, if a record is open, and returns true then.
pub(super) fn by_key(page: PageState, direction: Direction) -> bool {
    let is_open = untrack(|| page.open_id()).is_some();
    if is_open {
        spawn_local(async move {
            // A panel that could not be loaded shows a button to try again.
            let _ = take(page, direction).await;
        });
    }
    is_open
}

#[expect(clippy::unnecessary_wraps, reason = "what can fail is the loading, which the macro adds")]
async fn take(page: PageState, direction: Direction) -> Result<(), SplitLoaderError> {
    #[leptos::wasm_split::wasm_split(fiche, wasm_split_path = ::leptos::wasm_split, fallible)]
    fn run(page: PageState, direction: Direction) -> Result<(), SplitLoaderError> {
        walk(page, direction);
        Ok(())
    }
    run(page, direction).await
}

/// Returns the target of ‹ or › from the open record (tracked).
pub(super) fn step(page: PageState, direction: Direction) -> Step<IdProspect> {
    let Some(open) = page.open_id() else { return Step::End };
    target(page, |shown| {
        let place = shown.place(&open, page.last_row.get_value());
        place.map_or(Step::End, |place| shown.step(place, direction))
    })
}

/// Chooses a target on the displayed page (tracked).
fn target(
    page: PageState,
    choose: impl FnOnce(Shown<'_, IdProspect>) -> Step<IdProspect>,
) -> Step<IdProspect> {
    page.list.with(|list| {
        let Some(list) = list else { return Step::End };
        let ids: Vec<_> = list.data.iter().map(|row| row.id_prospect.clone()).collect();
        let pagination = &list.pagination;
        // Beyond the counted rows, only the cursor tells if a page follows.
        let uncounted = !pagination.total_exact && pagination.curseur_suivant.is_some();
        let has_next = pagination.page < pagination.total_pages || uncounted;
        choose(Shown { ids: &ids, page: pagination.page, has_next })
    })
}

/// Takes the step: opens the neighbour, or loads its page.
pub(super) fn walk(page: PageState, direction: Direction) {
    go(page, untrack(|| step(page, direction)), direction);
}

fn go(page: PageState, step: Step<IdProspect>, direction: Direction) {
    match step {
        Step::Record(id) => {
            page.open(Some(id));
            focus::follow_open_row();
        }
        Step::Page(number) => {
            page.entering.set(Some(direction));
            page.go(&page.address.get_untracked().at_page(number), History::Replace);
        }
        Step::End => {}
    }
}

/// A dialog, a menu, or a field with the focus: the person has begun something else on the open record.
const BEGUN: &str =
    "dialog[open], .popover, :is(input:not([type=checkbox], [type=radio]), textarea, select):focus";

/// Opens the next record after the loading of the list: the neighbour of a record that is treated, or the record of a
/// step to another page. The open record stays when the person has begun something else there.
pub(super) fn follow_the_list(page: PageState) {
    effect(move || {
        if page.list.pending() || page.list.error().is_some() {
            return;
        }
        if document().query_selector(BEGUN).ok().flatten().is_some() {
            page.leaving.set_value(None);
            page.entering.set(None);
            return;
        }
        let ids = page.list.with(|list| {
            // The page is beyond the end of a list that became shorter; the last page is being loaded.
            let list =
                list.filter(|one| last_page_instead(&one.pagination, one.data.is_empty()).is_none())?;
            Some(list.data.iter().map(|row| row.id_prospect.clone()).collect::<Vec<_>>())
        });
        let open = untrack(|| page.open_id());
        if let Some((treated, row)) = page.leaving.get_value().filter(|(id, _)| Some(id) == open.as_ref()) {
            page.leaving.set_value(None);
            match untrack(|| target(page, |shown| shown.follower(&treated, row))) {
                Step::End => page.close(),
                next => go(page, next, Direction::Next),
            }
        }
        if let (Some(ids), Some(direction)) = (ids, page.entering.get_untracked()) {
            page.entering.set(None);
            if let Some(id) = direction.entry(&ids) {
                page.open(Some(id.clone()));
            }
        }
    });
}
