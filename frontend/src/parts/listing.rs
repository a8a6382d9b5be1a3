//! Which state of a list is shown: first load, rows, nothing to show, failure.

use common::Liste;
use leptos::prelude::*;

use super::focus;
use crate::reactive::{effect_after, memo};
use crate::state::Query;

/// What stands in the place of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Nothing: the first load has just begun.
    Waiting,
    /// Rows that are still to come.
    Skeleton,
    /// Why there is nothing.
    Failure,
    /// That there is nothing.
    Empty,
    /// The rows; they stay while the list is read again.
    Rows,
}

impl Shown {
    /// What a list shows. What takes the place of something that may have held the focus gets it: the first of
    /// `choices` that exists.
    pub(crate) fn of<T>(list: Query<Liste<T>>, choices: &'static [(&'static str, usize)]) -> Memo<Self>
    where
        T: Clone + Send + Sync + 'static,
    {
        let empty = move || list.with(|list| list.map(|list| list.data.is_empty()));
        let shown = memo(move || match empty() {
            Some(true) => Self::Empty,
            Some(false) => Self::Rows,
            None if list.failure().is_some() => Self::Failure,
            None if list.skeleton() => Self::Skeleton,
            None => Self::Waiting,
        });
        effect_after(move |before: Option<Self>| {
            let now = shown.get();
            if matches!(before, Some(Self::Failure | Self::Empty | Self::Rows)) && before != Some(now) {
                focus::recover(choices);
            }
            now
        });
        shown
    }
}
