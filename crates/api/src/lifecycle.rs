//! The life of an instance: whether it takes requests, whether its loops work, and when it stops.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use common::Worker;
use tokio::sync::watch;

use crate::clock::Stopwatch;

/// A loop polls at least once a second: after this time without a beat, it is stuck or dead.
const STUCK_AFTER: Duration = Duration::from_secs(90);

/// Told when the instance stops.
pub type Shutdown = watch::Receiver<bool>;

/// Waits for so long; returns whether the instance stops.
pub(crate) async fn pause(shutdown: &mut Shutdown, wait: Duration) -> bool {
    // The sleep is over: the caller looks for itself whether the instance stops.
    tokio::time::timeout(wait, shutdown.wait_for(|stop| *stop)).await.is_ok()
}

/// Closed at first. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Gate(Arc<AtomicBool>);

impl Gate {
    /// Lets requests in from now on.
    pub fn open(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether requests are let in.
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
