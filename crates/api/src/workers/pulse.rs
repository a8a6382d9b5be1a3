//! Whether the dispatcher works.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// When the dispatcher last looked for work.
#[derive(Debug, Clone)]
pub struct Pulse {
    born: Instant,
    /// Milliseconds after `born`.
    last: Arc<AtomicU64>,
}

impl Default for Pulse {
    fn default() -> Self {
        Self { born: Instant::now(), last: Arc::default() }
    }
}

impl Pulse {
    /// The dispatcher looks for work.
    pub fn beat(&self) {
        self.last.store(millis(self.born.elapsed()), Ordering::Relaxed);
    }

    /// How long ago it last did, or the instance started.
    pub fn age(&self) -> Duration {
        self.born.elapsed().saturating_sub(Duration::from_millis(self.last.load(Ordering::Relaxed)))
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
