//! Lists as files, CSV or XLSX.
//!
//! Rows come from a cursor and go to a temporary file as they come, so that memory stays flat; the finished file is sent.
//! A file first, because a failure half-way is then a problem document and not a file that was cut, and because a slow
//! client holds no connection to the database.

mod audit;
mod cell;
mod csv;
mod draft;
mod format;
mod journal;
mod prospects;
mod xlsx;

pub use audit::export_audit;
pub use draft::Draft;
pub use format::Format;
pub use journal::export_journal;
pub use prospects::export_prospects;
