//! `/api/cles`: named keys of programs that call the API.

mod create;
mod list;
mod revoke;

pub use create::*;
pub use list::*;
pub use revoke::*;
