//! `/api/activite`: what the people of the school did, by day.

mod counts;
mod cursor;
mod list;
mod query;

pub use counts::*;
pub use list::*;
