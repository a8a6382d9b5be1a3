//! Callbacks of n8n.

mod complete;
mod progress;

pub use complete::*;
pub use progress::*;
