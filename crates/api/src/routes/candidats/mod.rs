//! `/api/candidats`: prospects that were converted.

mod export;
mod get;
mod list;
mod missing;
mod piece;
mod query;
mod session;

pub use export::*;
pub use get::*;
pub use list::*;
pub use missing::*;
pub use piece::*;
pub use query::{CandidatsOrder, CandidatsQuery};
pub use session::*;
