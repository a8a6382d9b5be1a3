//! `/api/journal-erreurs`: reading and resolving entries of the error journal, and n8n's reports.

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
