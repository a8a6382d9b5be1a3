//! `/api/candidats`: prospects that were converted.

mod get;
mod list;
mod session;

pub use get::*;
pub use list::*;
pub use session::*;
