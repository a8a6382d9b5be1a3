//! The error journal's one rule: what n8n's error workflow reports is written without secrets, and told to admins.

mod named;
mod report;
mod secrets;

pub use report::{report_error, unread_report};
