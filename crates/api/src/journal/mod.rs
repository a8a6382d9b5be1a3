//! Records the errors that n8n's error workflow reports, and notifies admins.

mod named;
mod report;

pub use report::{report_error, unread_report};
