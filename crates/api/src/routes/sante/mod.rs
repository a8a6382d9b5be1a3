//! `/api/sante`: health of the service and of n8n, for admins.

mod canari;
mod report;

pub use canari::*;
pub use report::*;
