//! People who come in: somebody is added, a record is changed, an email is written down.

mod add;
mod again;
mod change;
pub(crate) mod coordinates;
mod emails;
mod identity;
mod notations;
mod races;
mod records;
mod sharing;
mod values;
mod versions;
mod who;
