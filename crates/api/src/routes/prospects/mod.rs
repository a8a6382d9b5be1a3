//! `/api/prospects`: prospects and the emails exchanged with them.

mod add;
mod audit;
mod change;
mod counts;
mod cursor;
mod distinct;
mod done;
mod email;
mod emails;
mod export;
mod export_selection;
mod get;
mod list;
mod notes;
mod page;
mod parcours;
mod partages;
mod query;

pub use add::*;
pub use audit::*;
pub use change::*;
pub use counts::*;
#[cfg(any(test, fuzzing))]
pub(crate) use cursor::Cursor;
pub use distinct::*;
pub use done::*;
pub use email::*;
pub use emails::*;
pub use export::*;
pub use export_selection::*;
pub use get::*;
pub use list::*;
pub use notes::*;
pub use parcours::*;
pub use partages::*;
pub use query::{ExportOrderQuery, FilterQuery, OrderQuery};
