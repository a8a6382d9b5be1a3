//! What the law asks.

mod anonymisation;
mod person;
mod retention;
mod traces;
