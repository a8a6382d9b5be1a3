//! The error journal: reading it, taking care of its entries, what n8n reports.

mod entrances;
mod list;
mod periods;
mod report;
mod resolve;
pub(crate) mod rows;
mod search;
mod secrets;
mod statistics;
