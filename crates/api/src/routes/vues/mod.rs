//! `/api/vues`: saved views of the list of prospects.

mod change;
mod create;
mod delete;
mod list;
mod requete;
mod shown;

pub use change::*;
pub use create::*;
pub use delete::*;
pub use list::*;
pub(super) use requete::checked;
