//! The error journal: reading, resolution, reports of n8n.

mod entrances;
mod list;
mod periods;
mod report;
mod resolve;
pub(crate) mod rows;
mod search;
mod secrets;
mod statistics;
