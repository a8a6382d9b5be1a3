//! Exports of lists.

mod audit;
mod csv;
pub(crate) mod file;
mod journal;
mod requests;
mod same_as_list;
mod xlsx;
