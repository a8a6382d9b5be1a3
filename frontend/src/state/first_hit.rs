//! The wish to go from a search field to the first hit, kept until the list of this search is there.

use leptos::prelude::*;

/// A search whose first hit is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Text of the search.
    pub(crate) text: String,
    /// True for the search of the top bar, which leads to the prospects from any page.
    pub(crate) from_top: bool,
    /// True to open the hit if it is the only one.
    pub(crate) open: bool,
}

/// State of the wish; cheap to copy.
#[derive(Clone, Copy)]
struct FirstHit(RwSignal<Option<Wanted>>);

/// Provides the state.
pub(super) fn provide() {
    provide_context(FirstHit(RwSignal::new(None)));
}

/// Returns the state.
pub(crate) fn use_first_hit() -> RwSignal<Option<Wanted>> {
    expect_context::<FirstHit>().0
}
