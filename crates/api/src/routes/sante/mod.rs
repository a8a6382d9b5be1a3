//! How the service and n8n are, for admins.

mod canari;
mod report;

pub use canari::*;
pub use report::*;
