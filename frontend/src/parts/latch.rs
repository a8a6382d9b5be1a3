//! Values that stay available until their element has left the page.

use crate::reactive::{Memo, memo_after};

/// Returns the value or its last known one, because a row is drawn once more after its value left the list.
pub(crate) fn latch<T>(read: impl Fn() -> Option<T> + Send + Sync + 'static) -> Memo<Option<T>>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    memo_after(move |before: Option<&Option<T>>| read().or_else(|| before.cloned().flatten()))
}
