//! Two instances on one database, behind a round-robin balancer.

pub(crate) mod pair;
mod requests;
mod streams;
