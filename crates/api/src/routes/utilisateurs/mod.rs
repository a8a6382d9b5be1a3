//! `/api/utilisateurs`: accounts of the school's people, and their rights.

mod change;
mod invite;
mod invite_again;
mod list;
mod reset_second_factor;

pub use change::*;
pub use invite::*;
pub use invite_again::*;
pub use list::*;
pub use reset_second_factor::*;
