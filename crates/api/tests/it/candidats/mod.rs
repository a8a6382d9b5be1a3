//! Candidates: their sessions.

mod pieces;
mod session;
