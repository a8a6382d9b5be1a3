//! `/api/candidats`: prospects that were converted.

mod get;
mod list;

pub use get::*;
pub use list::*;
