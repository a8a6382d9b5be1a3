//! Calls and signs n8n's webhooks. Module `actions` decides when an action calls which webhook.

mod canari;
mod client;
mod signature;

pub use canari::{Pong, is_alive};
pub use client::{Attempt, N8nClient, Outcome, Reach};
pub use signature::{Refusal, Signed, Signer, is_own_id};
