//! `/api/relances`: the prospects that need a touch.

mod counts;
mod cursor;
mod list;
mod query;

pub use counts::*;
pub use list::*;
pub use query::OwnerQuery;
pub(super) use query::{owner, section};
