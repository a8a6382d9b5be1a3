//! Who saw or changed what on a record.

mod changes;
mod list;
mod readings;
pub(crate) mod trace;
