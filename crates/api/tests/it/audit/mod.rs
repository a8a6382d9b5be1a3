//! Audit log of records.

mod changes;
mod list;
mod readings;
pub(crate) mod trace;
