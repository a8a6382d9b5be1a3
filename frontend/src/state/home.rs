//! The first page of a person: the day's work when there is some, and else the prospects.

use common::QuandRelance;
use common::relance::Responsable;

use super::{Keep, query};
use crate::model::filters::{ListState, Section};
use crate::model::url_state::UrlState as _;
use crate::reactive::{Memo, Signal};
use crate::{api, paths};

/// Returns the path of the first page once it is known, while `wanted` is true (tracked). Without an answer, the first
/// page is that of the prospects.
pub(crate) fn first_page(wanted: Memo<bool>) -> Signal<Option<String>> {
    let due = query(
        Keep::SameKey,
        move || wanted.get().then_some(()),
        |(), _| false,
        |()| api::relances::counts(Responsable::Moi),
    );
    Signal::derive(move || match due.get() {
        Some(counts) if counts.retard > 0 => Some(paths::JOURNEE.to_owned()),
        Some(counts) if counts.aujourdhui > 0 => {
            let section = Section { quand: QuandRelance::Aujourdhui, ..Section::default() };
            Some(ListState::default().in_section(section).to_query().after(paths::JOURNEE))
        }
        Some(_) => Some(paths::PROSPECTS.to_owned()),
        None => due.error().map(|_| paths::PROSPECTS.to_owned()),
    })
}
