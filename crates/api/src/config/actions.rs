//! Configuration of the action engine: attempts, delays and deadlines.

use std::time::Duration;

use super::{ConfigError, Source};

/// Delays of the action engine.
#[derive(Debug, Clone)]
pub struct ActionsConfig {
    /// `WEBHOOK_MAX_ATTEMPTS`, default 3.
    pub max_attempts: i32,
    /// `WEBHOOK_INITIAL_DELAY_MS`, default 1000.
    pub initial_delay: Duration,
    /// `WEBHOOK_BACKOFF`, default 2: factor by which the delay grows after each attempt.
    pub backoff: f64,
    /// `WEBHOOK_TIMEOUT_MS`, default 30000.
    pub timeout: Duration,
    /// `WEBHOOK_CONCURRENCY`, default 8: maximum number of concurrent calls.
    pub concurrency: usize,
    /// `ACTION_DEADLINE_S`, default 900: maximum wait for the callback after delivery, and for n8n to become reachable.
    pub deadline: Duration,
    /// `WEBHOOK_BREAKER_FAILURES`, default 5: number of consecutive failures after which the breaker of a workflow
    /// opens.
    pub breaker_failures: i32,
    /// `WEBHOOK_BREAKER_PAUSE_MS`, default 5000: delay before the trial call of an open breaker. It doubles after each
    /// failed trial, up to one minute.
    pub breaker_pause: Duration,
    /// `DELAI_ANNULATION_S`, default 8: time during which an action that was asked from the page can be undone, in
    /// seconds. The page sends it as `delaiAnnulationS`.
    pub page_grace: u32,
}

impl ActionsConfig {
    /// Maximum delay before another attempt that the service chooses itself.
    pub const LONGEST_DELAY: Duration = Duration::from_mins(5);

    pub(super) fn read(source: &Source<'_>) -> Result<Self, ConfigError> {
        let ms = |variable, default, max| source.number(variable, default, 1, max).map(Duration::from_millis);
        let longest_delay = u64::try_from(Self::LONGEST_DELAY.as_millis()).unwrap_or(u64::MAX);
        Ok(Self {
            max_attempts: source.number("WEBHOOK_MAX_ATTEMPTS", 3, 1, 100)?,
            initial_delay: ms("WEBHOOK_INITIAL_DELAY_MS", 1_000, longest_delay)?,
            backoff: source.number("WEBHOOK_BACKOFF", 2.0, 1.0, 100.0)?,
            timeout: ms("WEBHOOK_TIMEOUT_MS", 30_000, 600_000)?,
            concurrency: source.number("WEBHOOK_CONCURRENCY", 8, 1, 1_000)?,
            deadline: Duration::from_secs(source.number("ACTION_DEADLINE_S", 900, 1, 604_800)?),
            breaker_failures: source.number("WEBHOOK_BREAKER_FAILURES", 5, 1, 10_000)?,
            breaker_pause: ms("WEBHOOK_BREAKER_PAUSE_MS", 5_000, 60_000)?,
            page_grace: source.number("DELAI_ANNULATION_S", 8, 0, 30)?,
        })
    }
}
