//! Changes of the next touch and of the owner, from keys, menus and the dialog. The panel sends them.

use common::{Day, IdProspect};
use leptos::prelude::*;

use super::page_state::{Dialog, PageState};
use crate::model::day;
use crate::model::touch::{Follow, Touch, closed};
use crate::ui::time::today;

/// A requested change.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) id: IdProspect,
    /// The name of the person, for the messages.
    pub(super) name: String,
    /// The touch that the person saw.
    pub(super) seen: Touch,
    /// The row of the record in the list, from which the next one follows.
    pub(super) row: Option<usize>,
    pub(super) follow: Follow,
}

impl Asked {
    /// Creates the request of a change of the open record.
    pub(super) fn of(page: PageState, follow: Follow) -> Option<Self> {
        untrack(|| {
            let row = page.resume()?;
            let (id, seen) = (row.id_prospect.clone(), Touch::of(&row));
            Some(Self { id, name: page.title(), seen, row: page.last_row.get_value(), follow })
        })
    }
}

/// Changes the open record, if its touch can change and its former change is saved.
pub(super) fn start(page: PageState, follow: Follow) {
    let may_change = matches!(follow, Follow::Owner(_)) || untrack(|| fixed(page)).is_none();
    let may_change = may_change && untrack(|| saving(page)).is_none();
    if let (true, Some(save), Some(asked)) =
        (may_change, page.follow.get_untracked(), Asked::of(page, follow))
    {
        page.saving.update(|saving| saving.push(asked.id.clone()));
        save.start_beside(asked);
    }
}

/// Returns the reason why the open record waits with its next change (tracked). Changes of other records do not wait.
pub(super) fn saving(page: PageState) -> Option<&'static str> {
    let open = page.open_id()?;
    page.saving.with(|saving| saving.contains(&open)).then_some("Enregistrement en cours")
}

/// Does what a key asks for the open record, or remembers it until the code that does it is there.
pub(super) fn soon(page: PageState, run: fn(PageState)) {
    if page.follow.with_untracked(Option::is_some) {
        run(page);
    } else if untrack(|| page.open_id()).is_some() {
        page.early.set_value(Some(run));
    }
}

/// Marks the touch of the open record as done; with `days`, the following one is that many days from today. A record
/// without a touch gets its first one.
pub(super) fn finish(page: PageState, days: Option<u32>) {
    let follow = match (days.map(in_days), untrack(|| nothing_done(page))) {
        (None, None) => Follow::Done,
        (None, Some(_)) => return,
        (Some(day), None) => Follow::DoneThen(Touch::on(day)),
        (Some(day), Some(_)) => Follow::Move(day),
    };
    start(page, follow);
}

/// Opens the dialog that asks for the day of a touch; with `done`, the present one is done, if there is one.
pub(super) fn ask_day(page: PageState, done: bool) {
    if untrack(|| fixed(page).is_none() && page.resume().is_some()) {
        let done = done && untrack(|| nothing_done(page)).is_none();
        page.dialog.set(Some(Dialog::Touch(done)));
    }
}

/// Returns the day that is a number of days from today in Paris.
pub(super) fn in_days(days: u32) -> Day {
    Day::new(day::later(&today(), days))
}

/// Returns the reason why nothing can be marked as done (tracked).
pub(super) fn nothing_done(page: PageState) -> Option<&'static str> {
    let without = page.resume().is_some_and(|row| row.relance_le.is_none());
    fixed(page).or_else(|| without.then_some("Aucune relance n’est prévue pour ce prospect."))
}

/// Returns the reason why the open record has no touch (tracked); `None` when it can have one.
pub(super) fn fixed(page: PageState) -> Option<&'static str> {
    let anonymised =
        page.prospect.with(|prospect| prospect.is_some_and(|whole| whole.date_anonymisation.is_some()));
    if anonymised {
        return Some("Cette personne a été anonymisée.");
    }
    page.resume().and_then(|row| closed(row.statut_prospect))
}
