//! State of loading a resource: placeholders, errors, refreshes.

use std::rc::Rc;

use leptos::prelude::*;

use super::Core;
use crate::api::ApiError;
use crate::model::failure::Failure;

/// The state of loading a resource. It does not depend on the type of the data, so that it is compiled once. All reads
/// are tracked.
#[derive(Clone, Copy)]
pub(crate) struct Reading {
    /// True when there is data.
    pub(super) filled: RwSignal<bool>,
    pub(super) error: RwSignal<Option<ApiError>>,
    pub(super) pending: RwSignal<bool>,
    pub(super) slow: RwSignal<bool>,
    pub(super) stale: RwSignal<bool>,
    /// Set after creation, because the core needs the rest.
    pub(super) core: StoredValue<Option<Rc<Core>>, LocalStorage>,
}

impl Reading {
    pub(super) fn new() -> Self {
        Self {
            filled: RwSignal::new(false),
            error: RwSignal::new(None),
            pending: RwSignal::new(false),
            slow: RwSignal::new(false),
            stale: RwSignal::new(false),
            core: StoredValue::new_local(None),
        }
    }

    /// Returns true when there is data.
    pub(crate) fn is_filled(self) -> bool {
        self.filled.get()
    }

    /// Returns the failure to show above older data.
    pub(crate) fn stale_failure(self) -> Option<Failure> {
        self.error.get().filter(|_| self.filled.get()).map(Failure::from)
    }

    /// Returns the failure to show in place of missing data.
    pub(crate) fn failure(self) -> Option<Failure> {
        self.error.get().filter(|_| !self.filled.get()).map(Failure::from)
    }

    /// Returns true when the last load failed.
    pub(crate) fn has_failed(self) -> bool {
        self.error.with(Option::is_some)
    }

    /// Returns true while data is loading, and after the page was left.
    pub(crate) fn pending(self) -> bool {
        self.pending.try_get().unwrap_or(true)
    }

    /// Returns true when placeholders should be shown: no data and no error for longer than the delay.
    pub(crate) fn skeleton(self) -> bool {
        self.slow.get() && !self.filled.get() && self.error.with(Option::is_none)
    }

    /// Returns true when the data of a new key takes longer than the delay and that of the previous key is still shown.
    pub(crate) fn stale(self) -> bool {
        self.slow.get() && self.stale.get()
    }

    /// Loads again now.
    pub(crate) fn refetch(self) {
        self.with_core(Core::start);
    }

    pub(super) fn fill(self, filled: bool) {
        if self.filled.get_untracked() != filled {
            self.filled.set(filled);
        }
    }

    pub(super) fn with_core(self, run: impl FnOnce(&Rc<Core>)) {
        if let Some(core) = self.core.try_get_value().flatten() {
            run(&core);
        }
    }
}
