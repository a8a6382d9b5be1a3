//! Endpoints of the catalogue: formations, required documents, sessions.

mod change_documents;
mod change_formation;
mod change_session;
mod copy_session;
mod documents;
mod formation;
mod formations;
mod new_formation;
mod new_session;
mod session;
mod sessions;

pub use change_documents::*;
pub use change_formation::*;
pub use change_session::*;
pub use copy_session::*;
pub use documents::*;
pub use formation::*;
pub use formations::*;
pub use new_formation::*;
pub use new_session::*;
pub use session::*;
pub use sessions::*;
