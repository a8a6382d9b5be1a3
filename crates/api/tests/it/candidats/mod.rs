//! Candidates: their sessions, decisions and returns; their seats.

pub(crate) mod decision;
mod pieces;
mod retour;
pub(crate) mod session;
