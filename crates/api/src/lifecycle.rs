//! Lifecycle of an instance: the gate for requests, the pulses of its loops, and its shutdown.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use common::Worker;
use tokio::sync::watch;

use crate::clock::Stopwatch;

/// Age of the last beat after which a loop counts as stuck. Each loop polls at least once a second.
const STUCK_AFTER: Duration = Duration::from_secs(90);

/// Receiver that tells a loop when the instance stops.
pub type Shutdown = watch::Receiver<bool>;

/// Waits for this duration, or until the instance stops; returns true when it stops.
pub(crate) async fn pause(shutdown: &mut Shutdown, wait: Duration) -> bool {
    // After a timeout the caller checks by itself if the instance stops.
    tokio::time::timeout(wait, shutdown.wait_for(|stop| *stop)).await.is_ok()
}

/// Gate that rejects requests until it is opened. It is cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Gate(Arc<AtomicBool>);

impl Gate {
    /// Opens the gate for all later requests.
    pub fn open(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Returns true when the gate is open.
    pub fn is_open(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// The time of a loop's last run.
#[derive(Debug, Clone)]
pub struct Pulse {
    born: Stopwatch,
    /// Milliseconds since `born`.
    last: Arc<AtomicU64>,
}

impl Default for Pulse {
    fn default() -> Self {
        Self { born: Stopwatch::start(), last: Arc::default() }
    }
}

impl Pulse {
    /// Records a run of the loop.
    pub fn beat(&self) {
        self.last.store(millis(self.born.elapsed()), Ordering::Relaxed);
    }

    /// Returns the time since the last run, or since the start of the instance.
    pub fn age(&self) -> Duration {
        self.born.elapsed().saturating_sub(Duration::from_millis(self.last.load(Ordering::Relaxed)))
    }

    /// Returns true when the loop is stuck.
    pub fn is_late(&self) -> bool {
        self.age() > STUCK_AFTER
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The pulses of an instance's loops.
#[derive(Debug, Clone, Default)]
pub struct Pulses {
    /// Calls n8n.
    pub dispatcher: Pulse,
    /// Ends overdue actions.
    pub deadlines: Pulse,
    /// Reads what the live stream sends.
    pub stream: Pulse,
    /// Sends canaris.
    pub canari: Pulse,
}

impl Pulses {
    /// Returns the time since the start of the instance.
    pub fn age(&self) -> Duration {
        self.dispatcher.born.elapsed()
    }

    /// Returns the pulses of the running loops; without an interval, the canari loop does not run.
    pub fn iter(&self, canari_interval: Duration) -> impl Iterator<Item = (Worker, &Pulse)> {
        let all = [
            (Worker::Dispatcher, &self.dispatcher),
            (Worker::Echeances, &self.deadlines),
            (Worker::Flux, &self.stream),
            (Worker::Canari, &self.canari),
        ];
        all.into_iter().filter(move |(worker, _)| *worker != Worker::Canari || !canari_interval.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn born_ago(age: Duration) -> Pulse {
        Pulse { born: Stopwatch::started_ago(age), last: Arc::default() }
    }

    #[test]
    fn a_loop_that_does_not_look_is_late_until_it_looks_again() {
        assert!(!born_ago(Duration::from_secs(80)).is_late());
        let pulse = born_ago(Duration::from_hours(1));
        assert!(pulse.is_late());
        pulse.beat();
        assert!(!pulse.is_late());
    }

    #[test]
    fn without_an_interval_nobody_sends_canaris() {
        let pulses = Pulses::default();
        let names = |interval| pulses.iter(interval).map(|(worker, _)| worker).collect::<Vec<_>>();
        assert_eq!(names(Duration::from_mins(5)), Worker::ALL);
        assert!(!names(Duration::ZERO).contains(&Worker::Canari));
    }
}
