//! The catalogue: formations, their required documents, their sessions.

mod documents;
mod formations;
mod sessions;

pub use documents::*;
pub use formations::*;
pub use sessions::*;
