//! `/api/candidats`: prospects that were converted.

mod decision;
mod desistement;
mod export;
mod get;
mod list;
mod missing;
mod piece;
mod query;
mod retour;
mod session;

pub use decision::*;
pub use desistement::*;
pub use export::*;
pub use get::*;
pub use list::*;
pub use missing::*;
pub use piece::*;
pub use query::{CandidatsOrder, CandidatsQuery};
pub use retour::*;
pub use session::*;
