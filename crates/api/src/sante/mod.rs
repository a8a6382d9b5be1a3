//! Whether the service does what it is for: the canari of each workflow of n8n, and the report that admins read.

mod canari;
mod checks;
mod report;
mod verdict;
mod wording;

pub use canari::{ping_due, ping_now};
pub use checks::{catalogue, is_opposition_readable};
pub use report::report;
pub use wording::message;
