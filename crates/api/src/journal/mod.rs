//! The error journal's one rule: what n8n's error workflow reports is written down, and told to admins.

mod named;
mod report;

pub use report::{report_error, unread_report};
