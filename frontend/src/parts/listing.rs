//! Decides which state of a list is shown: first load, rows, empty, failure.

use common::Liste;
use leptos::prelude::*;

use super::focus;
use crate::reactive::{effect_after, memo};
use crate::state::Query;

/// The content shown in place of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Nothing: the first load has just started.
    Waiting,
    /// Placeholders for rows.
    Skeleton,
    /// An error.
    Failure,
    /// A message that the list is empty.
    Empty,
    /// The rows, which stay during a refresh.
    Rows,
}

impl Shown {
    /// Returns the state of a list. When the focused element is replaced, the first existing element of `choices`
    /// gets the focus.
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
