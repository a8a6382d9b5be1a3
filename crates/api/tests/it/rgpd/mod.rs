//! What the law asks.

mod anonymisation;
mod export;
mod person;
mod retention;
mod traces;
