//! Whether the service lives and is ready, for supervisors and load balancers, and what Prometheus reads.

mod alive;
mod metrics;
mod ready;

pub use alive::*;
pub use metrics::*;
pub use ready::*;
