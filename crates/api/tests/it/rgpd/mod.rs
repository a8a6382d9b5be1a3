//! What the law asks.

mod anonymisation;
mod export;
mod opposition;
mod person;
mod retention;
mod traces;
