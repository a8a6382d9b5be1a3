//! What n8n calls back.

mod complete;
mod progress;

pub use complete::*;
pub use progress::*;
