//! Identifiers that tie a label, a hint and an error to their field.

use std::cell::Cell;

thread_local! {
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// An identifier that no other element has, `champ-12`.
pub(crate) fn unique_id(prefix: &str) -> String {
    let n = NEXT.with(|next| {
        next.set(next.get().wrapping_add(1));
        next.get()
    });
    format!("{prefix}-{n}")
}
