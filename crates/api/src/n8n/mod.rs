//! n8n, the other end: how its webhooks are called and signed. Which action sends what is said in `actions`.

mod canari;
mod client;
mod signature;

pub use canari::{Pong, is_alive};
pub use client::{Attempt, N8nClient, Outcome, Reach};
pub use signature::{Refusal, Signed, Signer, is_own_id};
