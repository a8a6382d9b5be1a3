//! What the law asks.

mod anonymisation;
mod export;
mod logs;
mod opposition;
mod person;
mod purge;
mod retention;
pub(crate) mod traces;
