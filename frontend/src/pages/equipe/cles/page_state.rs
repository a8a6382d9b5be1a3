//! State of the section: the keys, and the dialogs.

use common::CleApi;
use leptos::prelude::*;

use crate::api;
use crate::state::{Keep, Query, Topic, query};

/// State of the section; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct ClesState {
    /// The keys, valid ones first.
    pub(super) list: Query<Vec<CleApi>>,
    /// True while the dialog that creates a key is open.
    pub(super) create: RwSignal<bool>,
    /// True while the dialog that revokes a key is open.
    pub(super) revoke: RwSignal<bool>,
    /// Key of the open dialog.
    pub(super) which: RwSignal<Option<CleApi>>,
}

impl ClesState {
    /// Creates the state and provides it to the section.
    pub(super) fn provide() -> Self {
        let list =
            query(Keep::Across, || Some(()), |(), topic| *topic == Topic::Cles, |()| api::cles::list());
        let state = Self {
            list,
            create: RwSignal::new(false),
            revoke: RwSignal::new(false),
            which: RwSignal::new(None),
        };
        provide_context(state);
        state
    }
}

/// Returns the state of the surrounding section.
pub(super) fn use_cles() -> ClesState {
    expect_context()
}
