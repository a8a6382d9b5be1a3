//! Audit log of records.

mod activite;
mod changes;
mod list;
mod readings;
pub(crate) mod trace;
