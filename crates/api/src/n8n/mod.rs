//! n8n, the other end: how its webhooks are called and signed. Which action sends what is said in `actions`.

mod client;
mod signature;

pub use client::{Attempt, N8nClient, Outcome, Reach};
pub use signature::{Signed, Signer};
