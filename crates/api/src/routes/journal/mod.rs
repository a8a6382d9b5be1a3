//! `/api/journal-erreurs`: reading the error journal, taking care of its entries, and n8n's own reports.

mod export;
mod get;
mod list;
mod query;
mod report;
mod resolve;
mod resolve_many;
mod statistics;

pub use export::*;
pub use get::*;
pub use list::*;
pub use query::JournalQuery;
pub use report::*;
pub use resolve::*;
pub use resolve_many::*;
pub use statistics::*;
