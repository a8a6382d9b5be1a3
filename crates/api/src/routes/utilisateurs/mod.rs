//! `/api/utilisateurs`: the school's people and what they may do.

mod change;
mod invite;
mod invite_again;
mod list;

pub use change::*;
pub use invite::*;
pub use invite_again::*;
pub use list::*;
