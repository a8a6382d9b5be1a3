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
    pub(super) follow: Follow,
}

impl Asked {
    /// Creates the request of a change of the open record.
    pub(super) fn of(page: PageState, follow: Follow) -> Option<Self> {
        untrack(|| {
            let row = page.resume()?;
            Some(Self { id: row.id_prospect.clone(), name: page.title(), seen: Touch::of(&row), follow })
        })
    }
}

/// Changes the open record, if its touch can change.
pub(super) fn start(page: PageState, follow: Follow) {
    let may_change = matches!(follow, Follow::Owner(_)) || untrack(|| fixed(page)).is_none();
    if let (true, Some(save), Some(asked)) =
        (may_change, page.follow.get_untracked(), Asked::of(page, follow))
    {
        save.start(asked);
    }
}

/// Marks the touch of the open record as done; with `days`, the following one is that many days from today.
pub(super) fn finish(page: PageState, days: Option<u32>) {
    let follow = days.map_or(Follow::Done, |days| Follow::DoneThen(Touch::on(in_days(days))));
    start(page, follow);
}

/// Opens the dialog that asks for the day of a touch; with `done`, the present one is done.
pub(super) fn ask_day(page: PageState, done: bool) {
    if untrack(|| fixed(page)).is_none() && untrack(|| page.open_id()).is_some() {
        page.dialog.set(Some(Dialog::Touch(done)));
    }
}

/// Returns the day that is a number of days from today in Paris.
pub(super) fn in_days(days: u32) -> Day {
    Day::new(day::later(&today(), days))
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
