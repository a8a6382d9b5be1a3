//! Form of a record that is loaded first, with its version.

use leptos::prelude::*;

use super::focus;
use crate::reactive::{memo, piece};
use crate::state::{Query, Reading};
use crate::ui::{ErrorState, PanelSkeleton};

/// Draws the form of a record in a dialog once it is loaded: placeholders before, and a failure that can be tried
/// again. A later reading does not draw the form again, because that would lose typed text.
pub(crate) fn loaded<T>(read: Query<T>, form: impl Fn(T) -> AnyView + Send + 'static) -> AnyView
where
    T: Clone + Send + Sync + 'static,
{
    once_read(read.reading(), Box::new(move || untrack(|| read.get()).map(&form).into_any()))
}

/// Separate from `loaded`, so that it is compiled once for all types.
fn once_read(reading: Reading, form: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    let there = memo(move || reading.is_filled());
    let retry = Callback::new(move |()| reading.refetch());
    piece(move || {
        if there.get() {
            // The dialog opened with the focus on its close button, before the form existed.
            focus::move_later("dialog[open] .dialog-body :is(input, select, textarea):enabled", 0);
            return form();
        }
        match reading.failure() {
            Some(error) => view! { <ErrorState error on_retry=retry/> }.into_any(),
            None => view! { <PanelSkeleton/> }.into_any(),
        }
    })
}
