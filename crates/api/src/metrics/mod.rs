//! What Prometheus reads. Names follow its conventions (base units, `_total`, `_seconds`); labels hold codes and route
//! patterns, never a person's data, and each has a bounded number of values.
//!
//! What happens is counted where it happens, by the functions of [`count`]; what is so at the moment is looked at when
//! somebody scrapes ([`sample`]). Counters are the process's own: with several instances, sum them.

mod count;
mod names;
mod sample;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::Context as _;
pub use count::{
    Request, action_ended, action_started, callback_refused, callback_taken, login_tried, rows_purged,
    webhook_called, wrong_key_refused,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::sync::Mutex;

use crate::lifecycle::{Shutdown, pause};
use crate::state::AppState;

/// Media type of the text format, as Prometheus names it.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";
/// Bounds of the buckets of durations, in seconds: from a cached answer to a webhook that times out.
const BUCKETS: [f64; 12] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];
/// Samples of histograms that nobody scrapes are put together this often, so that they take no memory.
const UPKEEP: Duration = Duration::from_secs(10);

/// The metrics of an instance. Cheap to clone.
#[derive(Clone)]
pub struct Metrics {
    handle: PrometheusHandle,
    /// What the database said lately.
    sampled: Arc<Mutex<sample::Sampled>>,
}

impl Metrics {
    /// Starts to count, once a process; every series that is known beforehand is there from the start.
    pub fn new() -> anyhow::Result<Self> {
        static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
        if RECORDER.get().is_none() {
            let builder = PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Suffix("_duration_seconds".to_owned()), &BUCKETS)
                .context("buckets")?;
            // Of two who start at once, in tests, one installs it.
            if let Ok(handle) = builder.install_recorder() {
                names::describe();
                count::begin();
                let _ = RECORDER.set(handle);
            }
        }
        let handle = RECORDER.wait().clone();
        Ok(Self { handle, sampled: Arc::default() })
    }

    /// The text that Prometheus reads. A database that is away costs only what it alone knows.
    pub async fn render(&self, state: &AppState) -> String {
        sample::sample(state, &mut *self.sampled.lock().await).await;
        self.handle.render()
    }
}

/// Puts samples together until the instance stops.
pub async fn run_upkeep(state: AppState, mut shutdown: Shutdown) {
    while !pause(&mut shutdown, UPKEEP).await {
        state.metrics.handle.run_upkeep();
    }
}
