//! Candidates: those who were converted, what they have and what is still missing.

mod detail;
mod documents;
mod list;
mod rows;
mod unfinished;

pub(crate) use detail::CandidatPage;
pub(crate) use list::CandidatsPage;
