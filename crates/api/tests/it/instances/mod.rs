//! Two instances on one database, behind a round-robin balancer.

mod death;
pub(crate) mod pair;
mod requests;
mod streams;
