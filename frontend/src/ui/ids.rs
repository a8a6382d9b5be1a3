//! Unique identifiers that link labels, hints and errors to their field.

use std::cell::Cell;

thread_local! {
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// Returns a unique identifier, such as `champ-12`.
pub(crate) fn unique_id(prefix: &str) -> String {
    let n = NEXT.with(|next| {
        next.set(next.get().wrapping_add(1));
        next.get()
    });
    format!("{prefix}-{n}")
}
