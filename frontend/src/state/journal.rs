//! Whether this service keeps an error journal. Services of an older version do not: asking them on each page would only
//! fill the browser's console with 404s, so the journal's own page finds out, and the others remember.

use leptos::prelude::*;

const KEY: &str = "journal";

/// Whether there is a journal, as far as is known.
#[derive(Clone, Copy)]
pub(crate) struct Journal {
    kept: RwSignal<bool>,
}

impl Journal {
    /// Whether the service was seen to keep a journal (tracked).
    pub(crate) fn kept(self) -> bool {
        self.kept.get()
    }

    /// The journal's page has asked.
    pub(crate) fn found(self, kept: bool) {
        super::storage::store(KEY, if kept { "oui" } else { "" });
        self.kept.set(kept);
    }
}

/// Makes it available.
pub(super) fn provide() {
    provide_context(Journal { kept: RwSignal::new(super::storage::stored(KEY) == "oui") });
}

/// Whether there is a journal.
pub(crate) fn use_journal() -> Journal {
    expect_context()
}
