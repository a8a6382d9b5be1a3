//! Background loops. Each runs when it is woken and also polls, so that a lost wake-up costs a second.

mod canari;
mod deadlines;
mod dispatcher;
mod fold;
mod pulse;
mod purge;

use std::time::Duration;

pub use pulse::{Pulse, Pulses};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::state::AppState;
use crate::{metrics, notifications};

/// Signals the shutdown of the instance.
pub type Shutdown = watch::Receiver<bool>;

/// Starts every loop.
pub fn start(state: &AppState, shutdown: &Shutdown) -> JoinSet<()> {
    let mut workers = JoinSet::new();
    workers.spawn(dispatcher::run(state.clone(), shutdown.clone()));
    workers.spawn(deadlines::run(state.clone(), shutdown.clone()));
    if !state.config.n8n.canari_interval.is_zero() {
        workers.spawn(canari::run(state.clone(), shutdown.clone()));
    }
    workers.spawn(metrics::run_upkeep(state.clone(), shutdown.clone()));
    workers.spawn(fold::run(state.clone(), shutdown.clone()));
    workers.spawn(purge::run(state.clone(), shutdown.clone()));
    workers.spawn(notifications::run(state.clone(), shutdown.clone()));
    workers
}

/// Waits for a duration; returns true when the instance shuts down.
pub(crate) async fn pause(shutdown: &mut Shutdown, wait: Duration) -> bool {
    // After the timeout, the caller checks for shutdown itself.
    tokio::time::timeout(wait, shutdown.wait_for(|stop| *stop)).await.is_ok()
}
