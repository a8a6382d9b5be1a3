//! Whether the service lives and is ready: for supervisors and load balancers.

mod pret;
mod vivant;

pub use pret::*;
pub use vivant::*;
