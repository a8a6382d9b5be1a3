//! The action engine: request, webhook, callback, and every possible end.

mod bad_input;
mod breaker;
mod callbacks;
pub(crate) mod clicks;
mod devis;
mod dispatch;
mod dossier;
mod email;
mod endings;
mod idempotency;
pub(crate) mod invariants;
mod late;
mod leases;
mod model;
mod opposition;
mod parallel;
mod partial;
mod possibles;
mod progress;
mod relance;
mod results;
mod retries;
mod rules;
mod seats;
mod start;
mod stored;
mod story;
mod tolerance;
mod undo;

pub(crate) use crate::support::scene;
