//! Two instances on one database, behind something that sends each request to the next one.

pub(crate) mod pair;
mod requests;
mod streams;
