//! Liveness and readiness for supervisors and load balancers, and metrics for Prometheus.

mod alive;
mod metrics;
mod ready;

pub use alive::*;
pub use metrics::*;
pub use ready::*;
