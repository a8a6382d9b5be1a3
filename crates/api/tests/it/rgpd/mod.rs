//! What the law asks.

mod anonymisation;
mod export;
mod logs;
mod opposition;
pub(crate) mod person;
mod retention;
mod traces;
