//! Candidates: their sessions.

mod session;
