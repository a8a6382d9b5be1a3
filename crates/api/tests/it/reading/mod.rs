//! Reading of prospects, catalogue and candidates.

mod candidats;
mod catalogue;
mod cursors;
mod detail;
mod emails;
mod facets;
mod files;
mod filters;
mod pages;
pub(crate) mod plans;
mod rare;
mod relances;
mod search;
mod search_limits;
mod sessions;
mod sorts;
mod standby;
mod totals;

pub(crate) use crate::support::reading as rows;
