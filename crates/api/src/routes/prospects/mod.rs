//! `/api/prospects`: reading prospects and the emails exchanged with them.

mod counts;
mod cursor;
mod emails;
mod get;
mod list;
mod page;
mod query;

pub use counts::*;
pub use emails::*;
pub use get::*;
pub use list::*;
pub use query::{FilterQuery, OrderQuery};
