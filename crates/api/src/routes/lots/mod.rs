//! `/api/lots`: bulk changes, from their rehearsal to their results.

mod body;
mod create;
mod cursor;
mod get;
mod launch;
mod lignes;
mod list;
mod stop;

pub use create::*;
pub use get::*;
pub use launch::*;
pub use lignes::*;
pub use list::*;
pub use stop::*;
