//! Background loops. Each runs when it is woken and also polls, so that a lost wake-up costs a second.

mod canari;
mod deadlines;
mod dispatcher;
mod fold;
mod lots;
mod morning;
mod purge;
mod standby;

use tokio::task::JoinSet;

use crate::lifecycle::Shutdown;
use crate::state::AppState;
use crate::{metrics, notifications};

/// Starts every loop, with connections of their own.
pub fn start(state: &AppState, shutdown: &Shutdown) -> JoinSet<()> {
    let state = AppState { pool: state.worker_pool.clone(), ..state.clone() };
    let mut workers = JoinSet::new();
    workers.spawn(dispatcher::run(state.clone(), shutdown.clone()));
    workers.spawn(deadlines::run(state.clone(), shutdown.clone()));
    if !state.config.n8n.canari_interval.is_zero() {
        workers.spawn(canari::run(state.clone(), shutdown.clone()));
    }
    workers.spawn(lots::run(state.clone(), shutdown.clone()));
    workers.spawn(lots::announce(state.clone(), shutdown.clone()));
    workers.spawn(metrics::run_upkeep(state.clone(), shutdown.clone()));
    workers.spawn(fold::run(state.clone(), shutdown.clone()));
    workers.spawn(purge::run(state.clone(), shutdown.clone()));
    workers.spawn(morning::run(state.clone(), shutdown.clone()));
    if state.standby.status().is_some() {
        workers.spawn(standby::run(state.clone(), shutdown.clone()));
    }
    workers.spawn(notifications::run(state.clone(), shutdown.clone()));
    workers
}
