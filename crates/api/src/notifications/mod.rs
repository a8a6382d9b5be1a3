//! What people are told, live: [`Wake`] after a commit → [`reader`] → [`Hub`] → one [`stream`] a client.

mod counters;
mod frame;
mod hub;
mod listener;
mod reader;
pub mod stream;
mod wake;

pub use counters::count_once;
pub use hub::Hub;
pub use reader::read_once;
use tokio::sync::watch;
pub use wake::Wake;

use crate::state::AppState;

/// The loops of the live stream, until `shutdown`; then the open streams are closed.
pub async fn run(state: AppState, shutdown: watch::Receiver<bool>) {
    tokio::join!(
        listener::run(state.clone(), shutdown.clone()),
        counters::run(state.clone(), shutdown.clone()),
        reader::run(state, shutdown),
    );
}
