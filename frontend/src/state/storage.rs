//! The browser's own storage. A browser may refuse it: what is remembered then lasts as long as the page.

use leptos::prelude::window;
use web_sys::Storage;

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// The word kept under a key; empty when there is none.
pub(super) fn stored(key: &str) -> String {
    storage().and_then(|storage| storage.get_item(key).ok().flatten()).unwrap_or_default()
}

/// Keeps a word under a key; an empty one takes it away.
pub(super) fn store(key: &str, word: &str) {
    if let Some(storage) = storage() {
        let _ = if word.is_empty() { storage.remove_item(key) } else { storage.set_item(key, word) };
    }
}
