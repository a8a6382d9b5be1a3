//! The key that lets the same intention be sent twice and done once.

use leptos::prelude::window;

/// Names an intention: one press of a button, one submitted form. Send the same key again with the same body when the
/// answer was lost; take a new one as soon as the body changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdempotencyKey(String);

impl IdempotencyKey {
    /// A key that nobody used before.
    pub(crate) fn new() -> Self {
        Self(random())
    }

    /// The text of the header.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// `crypto.randomUUID` exists in secure contexts only; a school that tries the service over plain HTTP on its own
/// network still gets keys that never collide in practice.
fn random() -> String {
    let uuid = window().crypto().ok().filter(|_| window().is_secure_context());
    uuid.map_or_else(
        || format!("{:x}-{:x}", js_sys::Date::now().to_bits(), js_sys::Math::random().to_bits()),
        |crypto| crypto.random_uuid(),
    )
}
