//! Endpoints of the catalogue: formations, required documents, sessions.

mod documents;
mod formations;
mod sessions;

pub use documents::*;
pub use formations::*;
pub use sessions::*;
