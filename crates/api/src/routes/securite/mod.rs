//! `/api/securite`: the security journal.

mod journal;

pub use journal::*;
