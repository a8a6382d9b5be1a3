//! `/api/sessions/{idSession}/liste-attente`: the waiting list of a full session.

mod add;
mod answer;
mod list;
mod propose;
mod remove;

pub use add::*;
pub use answer::*;
pub use list::*;
pub use propose::*;
pub use remove::*;
