//! Exports lists as CSV or XLSX.
//!
//! Rows go from a cursor to a temporary file, so that memory stays flat; then the finished file is sent. Thanks to
//! the file, a failure half-way yields a problem document instead of a truncated file, and a slow client holds no
//! database connection.

mod audit;
mod candidats;
mod cell;
mod csv;
mod draft;
mod format;
mod journal;
mod prospects;
mod xlsx;

pub use audit::export_audit;
pub use candidats::export_candidats;
pub use draft::Draft;
pub use format::Format;
pub use journal::export_journal;
pub use prospects::export_prospects;
