//! Time comes in through the state, so that tests move it by hand instead of sleeping.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};
use chrono_tz::Europe::Paris;

/// The present. Microseconds, as PostgreSQL keeps them.
#[derive(Clone, Default)]
pub struct Clock {
    /// Microseconds since 1970 when the clock is moved by hand.
    by_hand: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still until it is moved.
    pub fn by_hand(start: DateTime<Utc>) -> Self {
        Self { by_hand: Some(Arc::new(AtomicI64::new(start.timestamp_micros()))) }
    }

    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "everybody else asks here")]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.by_hand {
            Some(micros) => {
                DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or_default()
            }
            None => {
                let now = Utc::now();
                now.with_nanosecond(now.nanosecond() / 1_000 * 1_000).unwrap_or(now)
            }
        }
    }

    /// The day it is at the school.
    pub fn today(&self) -> NaiveDate {
        self.now().with_timezone(&Paris).date_naive()
    }

    /// Moves a clock that is moved by hand; the machine's clock stays as it is.
    pub fn advance(&self, by: TimeDelta) {
        if let Some(micros) = &self.by_hand {
            micros.fetch_add(by.num_microseconds().unwrap_or(i64::MAX), Ordering::SeqCst);
        }
    }
}

/// Measures a duration. It runs with the machine's monotonic clock, which nobody sets.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Begins now.
    #[expect(clippy::disallowed_methods, reason = "everybody else asks here")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since it was started.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    /// One that was started so long ago.
    #[cfg(test)]
    pub(crate) fn started_ago(age: Duration) -> Self {
        Self(Self::start().0.checked_sub(age).unwrap())
    }
}

/// The first instant of a day at the school.
pub fn start_of_day(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    // The clocks of Paris never skip midnight; were they to, the day would begin an hour or so off.
    midnight.and_local_timezone(Paris).earliest().map_or_else(|| midnight.and_utc(), |at| at.to_utc())
}
