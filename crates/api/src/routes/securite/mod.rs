//! `/api/securite`: the journal of security.

mod journal;

pub use journal::*;
