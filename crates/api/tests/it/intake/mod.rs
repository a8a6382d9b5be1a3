//! Incoming data: adding a prospect, changing a record, recording an email.

mod add;
mod again;
mod change;
pub(crate) mod coordinates;
mod emails;
mod identity;
mod loss;
mod notations;
mod notes;
mod parcours;
mod races;
pub(crate) mod records;
mod sharing;
mod touch;
mod values;
mod versions;
mod who;
