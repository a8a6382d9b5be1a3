//! Health of the service: the canari of each n8n workflow, and the report for admins.

mod canari;
mod checks;
mod report;
mod silence;
mod verdict;
mod wording;

pub use canari::{ping_due, ping_now};
pub use checks::{catalogue, is_opposition_readable};
pub use report::report;
pub use wording::message;
