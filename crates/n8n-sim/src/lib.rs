//! A stand-in for n8n: it serves the four prospect webhooks, reports steps, calls back, and fails on demand.
//!
//! It shares no type with the service and knows only the HTTP contract, so that it does not share the service's
//! mistakes. `README.md` documents the control API.
#![expect(
    clippy::disallowed_methods,
    reason = "a stand-in for another program has the machine's time, as that one"
)]

mod auth;
mod callback;
mod connections;
mod control;
mod envelope;
mod faults;
mod journal;
mod options;
mod outcome;
mod runs;
mod sim;
mod webhook;
mod workflow;

pub use envelope::TypeAction;
pub use faults::{Fault, FaultMode, FaultRule, Faults, InvalidFault};
pub use journal::{Answer, Call, Callback, CallbackKind};
pub use options::Options;
pub use sim::{Sim, StartError};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks a mutex and ignores poisoning, so that one panic does not stop the stand-in.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
