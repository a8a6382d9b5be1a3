//! Whether the service lives and is ready: for supervisors and load balancers.

mod alive;
mod ready;

pub use alive::*;
pub use ready::*;
