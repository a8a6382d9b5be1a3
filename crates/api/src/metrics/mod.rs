//! Metrics for Prometheus. Names follow its conventions (base units, `_total`, `_seconds`); labels hold codes and
//! route patterns, never a person's data, and have a bounded number of values.

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

/// Media type of Prometheus' text format.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";
/// Bucket bounds of durations, in seconds: from a cached response to a webhook that times out.
const BUCKETS: [f64; 12] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];
/// Interval for merging histogram samples, which would otherwise use memory until the next scrape.
const UPKEEP: Duration = Duration::from_secs(10);

/// The metrics of an instance. It is cheap to clone.
#[derive(Clone)]
pub struct Metrics {
    handle: PrometheusHandle,
    /// The last values read from the database.
    sampled: Arc<Mutex<sample::Sampled>>,
}

impl Metrics {
    /// Starts counting, once per process, with every known series. `version` is the one of the program.
    pub fn new(version: &'static str) -> anyhow::Result<Self> {
        static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
        if RECORDER.get().is_none() {
            let builder = PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Suffix("_duration_seconds".to_owned()), &BUCKETS)
                .context("buckets")?;
            // Tests may start twice at once; one of them installs the recorder.
            if let Ok(handle) = builder.install_recorder() {
                names::describe();
                count::begin(version);
                let _ = RECORDER.set(handle);
            }
        }
        let handle = RECORDER.wait().clone();
        Ok(Self { handle, sampled: Arc::default() })
    }

    /// Renders the text for Prometheus. If the database is unavailable, only its values are missing.
    pub async fn render(&self, state: &AppState) -> String {
        sample::sample(state, &mut *self.sampled.lock().await).await;
        self.handle.render()
    }
}

/// Merges histogram samples until shutdown.
pub async fn run_upkeep(state: AppState, mut shutdown: Shutdown) {
    while !pause(&mut shutdown, UPKEEP).await {
        state.metrics.handle.run_upkeep();
    }
}
