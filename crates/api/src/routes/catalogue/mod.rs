//! Endpoints of the catalogue: formations, required documents, sessions.

mod copy_session;
mod documents;
mod documents_change;
mod formation;
mod formation_change;
mod formations;
mod new_formation;
mod new_session;
mod session;
mod session_change;
mod sessions;

pub use copy_session::*;
pub use documents::*;
pub use documents_change::*;
pub use formation::*;
pub use formation_change::*;
pub use formations::*;
pub use new_formation::*;
pub use new_session::*;
pub use session::*;
pub use session_change::*;
pub use sessions::*;
