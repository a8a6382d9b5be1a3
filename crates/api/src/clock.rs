//! The clock of the service, part of its state, so that tests move time by hand instead of sleeping.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};
use chrono_tz::Europe::Paris;

/// A source of the current time, in microseconds, as PostgreSQL stores it.
#[derive(Clone, Default)]
pub struct Clock {
    /// Microseconds since 1970 of a clock moved by hand.
    by_hand: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// Returns the machine's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// Creates a clock that stands still until a test moves it.
    pub fn by_hand(start: DateTime<Utc>) -> Self {
        Self { by_hand: Some(Arc::new(AtomicI64::new(start.timestamp_micros()))) }
    }

    /// Returns the current instant.
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

    /// Returns the current day at the school.
    pub fn today(&self) -> NaiveDate {
        school_day(self.now())
    }

    /// Moves a clock created by [`Clock::by_hand`]; the machine's clock ignores it.
    pub fn advance(&self, by: TimeDelta) {
        if let Some(micros) = &self.by_hand {
            micros.fetch_add(by.num_microseconds().unwrap_or(i64::MAX), Ordering::SeqCst);
        }
    }
}

/// Measures durations with the machine's monotonic clock, which nobody can set.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts a stopwatch.
    #[expect(clippy::disallowed_methods, reason = "everybody else asks here")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Returns the time since the start.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    /// Creates a stopwatch that started `age` ago.
    #[cfg(test)]
    pub(crate) fn started_ago(age: Duration) -> Self {
        Self(Self::start().0.checked_sub(age).unwrap())
    }
}

/// Returns the day at the school at this instant.
pub fn school_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Paris).date_naive()
}

/// Returns the first instant of a day at the school.
pub fn start_of_day(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    // Midnight always exists in Paris; otherwise the day would start an hour or so off.
    midnight.and_local_timezone(Paris).earliest().map_or_else(|| midnight.and_utc(), |at| at.to_utc())
}
