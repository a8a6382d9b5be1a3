//! Data protection.

mod anonymisation;
mod export;
mod former;
mod kept;
mod logs;
mod opposition;
pub(crate) mod person;
mod purge;
mod races;
mod retention;
pub(crate) mod traces;
