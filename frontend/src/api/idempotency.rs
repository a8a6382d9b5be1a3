//! Idempotency keys: a request sent twice is carried out once.

use leptos::prelude::window;

/// Identifies one press of a button or one submitted form. Send it again with an unchanged body when the response was
/// lost; use a new key when the body changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Creates a new random key.
    pub(crate) fn new() -> Self {
        Self(random())
    }

    /// Returns the text of the header.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// `crypto.randomUUID` exists only in secure contexts. A school that tries the service over plain HTTP on its own
/// network still gets keys that do not collide in practice.
fn random() -> String {
    let uuid = window().crypto().ok().filter(|_| window().is_secure_context());
    uuid.map_or_else(
        || format!("{:x}-{:x}", js_sys::Date::now().to_bits(), js_sys::Math::random().to_bits()),
        |crypto| crypto.random_uuid(),
    )
}
