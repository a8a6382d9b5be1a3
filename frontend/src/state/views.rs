//! Saved views, as the rail and the page of the prospects share them, and their changes that are not saved.

use common::IdVue;
use common::vue::Vue;
use leptos::prelude::*;

/// The views; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Views {
    /// The views of the person and of the team, once loaded.
    pub(crate) list: RwSignal<Option<Vec<Vue>>>,
    /// True once the page has its rows, which come before the views.
    pub(crate) wanted: RwSignal<bool>,
    /// The address of each view that was changed and not saved. It outlives a visit of another page.
    changed: RwSignal<Vec<(IdVue, String)>>,
}

/// Provides the views.
pub(super) fn provide() {
    provide_context(Views {
        list: RwSignal::new(None),
        wanted: RwSignal::new(false),
        changed: RwSignal::new(Vec::new()),
    });
}

/// Returns the views.
pub(crate) fn use_views() -> Views {
    expect_context::<Views>()
}

impl Views {
    /// Returns a view (tracked).
    pub(crate) fn find(self, id: IdVue) -> Option<Vue> {
        self.list.with(|list| list.as_ref()?.iter().find(|vue| vue.id_vue == id).cloned())
    }

    /// Returns the address of a view that was changed and not saved (tracked).
    pub(crate) fn changed(self, id: IdVue) -> Option<String> {
        self.changed
            .with(|all| all.iter().find(|(other, _)| *other == id).map(|(_, address)| address.clone()))
    }

    /// Remembers the address of a changed view; `None` forgets it.
    pub(crate) fn remember(self, id: IdVue, address: Option<String>) {
        if untrack(|| self.changed(id)) == address {
            return;
        }
        self.changed.update(|all| {
            all.retain(|(other, _)| *other != id);
            all.extend(address.map(|address| (id, address)));
        });
    }

    /// Forgets everything, when somebody logs out.
    pub(crate) fn forget(self) {
        let _ = self.list.try_set(None);
        let _ = self.changed.try_set(Vec::new());
    }
}
