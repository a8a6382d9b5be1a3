//! Pages of candidates: list, file, partial conversions.

mod decision;
mod detail;
mod filters;
mod list;
mod page_state;
mod piece_change;
mod piece_dialog;
mod pieces;
mod rows;
mod session;
mod unfinished;

pub(crate) use detail::CandidatPage;
pub(crate) use list::CandidatsPage;
