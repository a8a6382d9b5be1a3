//! Pages of candidates: list, file, partial conversions.

mod detail;
mod documents;
mod list;
mod page_state;
mod rows;
mod session;
mod unfinished;

pub(crate) use detail::CandidatPage;
pub(crate) use list::CandidatsPage;
