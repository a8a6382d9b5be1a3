//! People who come in: somebody is added, a record is changed, an email is written down.

mod add;
mod again;
mod change;
mod coordinates;
mod emails;
mod notations;
mod records;
mod values;
mod versions;
mod who;
