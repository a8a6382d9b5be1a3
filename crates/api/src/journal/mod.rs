//! The error journal: failures of the service, and errors that n8n's error workflow reports, which notify admins.

mod named;
mod record;
mod report;

pub use record::{record, record_beside};
pub use report::{report_error, unread_report};
