//! Values that outlive what they come from by the time an element needs to leave.

use leptos::prelude::*;

/// The value, or the last one there was: a row is drawn once more between the moment its value leaves the list and the
/// moment its element leaves the page.
pub(crate) fn latch<T>(read: impl Fn() -> Option<T> + Send + Sync + 'static) -> Memo<Option<T>>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    Memo::new(move |before: Option<&Option<T>>| read().or_else(|| before.cloned().flatten()))
}
