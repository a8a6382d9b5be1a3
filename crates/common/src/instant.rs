//! Instants and days as the contract writes them. The browser reads them with `Date` and `Intl`, the server with
//! `chrono`, so this module contains no calendar.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An instant in RFC 3339, UTC (`2026-02-17T09:30:00Z`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "server", schema(value_type = String, format = DateTime, example = "2026-02-17T09:30:00Z"))]
#[serde(transparent)]
pub struct Instant(String);

/// A calendar day, `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "server", schema(value_type = String, format = Date, example = "2026-03-15"))]
#[serde(transparent)]
pub struct Day(String);

/// A time of day in Europe/Paris, `HH:MM`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "server", schema(value_type = String, pattern = "^[0-2][0-9]:[0-5][0-9]$", example = "14:30"))]
#[serde(transparent)]
pub struct TimeOfDay(String);

impl TimeOfDay {
    /// Wraps a typed text without checking it; [`TimeOfDay::is_valid`] does.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text, `HH:MM` when the server wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns true when the text is a time from `00:00` to `23:59`.
    pub fn is_valid(&self) -> bool {
        let two = |part: &str, limit: u8| {
            part.len() == 2
                && part.bytes().all(|byte| byte.is_ascii_digit())
                && part.parse::<u8>().is_ok_and(|number| number < limit)
        };
        self.0.split_once(':').is_some_and(|(hour, minute)| two(hour, 24) && two(minute, 60))
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Instant {
    /// Returns the RFC 3339 text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Day {
    /// Wraps a typed text without checking it; [`Day::parse`] does.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text, `YYYY-MM-DD` when the server wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(feature = "server")]
mod server {
    use chrono::{DateTime, NaiveDate, SecondsFormat, SubsecRound, Utc};

    use super::{Day, Instant};

    impl From<DateTime<Utc>> for Instant {
        /// Truncates to milliseconds, the precision of a browser's `Date`.
        fn from(at: DateTime<Utc>) -> Self {
            Self(at.trunc_subsecs(3).to_rfc3339_opts(SecondsFormat::AutoSi, true))
        }
    }

    impl From<NaiveDate> for Day {
        fn from(day: NaiveDate) -> Self {
            Self(day.format("%Y-%m-%d").to_string())
        }
    }

    impl Day {
        /// Returns the day, or `None` when the text is not `YYYY-MM-DD` or the day does not exist.
        pub fn parse(&self) -> Option<NaiveDate> {
            // chrono also accepts "+12026-3-5"; the contract has one form only.
            let day = NaiveDate::parse_from_str(&self.0, "%Y-%m-%d").ok()?;
            (self.0.len() == 10 && Self::from(day) == *self).then_some(day)
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_day_has_one_form() {
            assert!(Day::new("2026-03-15").parse().is_some());
            for text in ["2026-3-15", "2026-02-30", "15/03/2026", "", "+12026-03-15"] {
                assert!(Day::new(text).parse().is_none(), "{text}");
            }
        }

        #[test]
        fn a_whole_second_is_written_without_fraction() {
            let at = DateTime::from_timestamp(1_771_320_600, 0).unwrap();
            assert_eq!(Instant::from(at).as_str(), "2026-02-17T09:30:00Z");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_has_one_form() {
        for text in ["00:00", "09:05", "14:30", "23:59"] {
            assert!(TimeOfDay::new(text).is_valid(), "{text}");
        }
        for text in ["", "24:00", "12:60", "9:05", "09:5", "09h05", "+9:05", "09:05:00", " 9:05", "٠٩:٠٥"]
        {
            assert!(!TimeOfDay::new(text).is_valid(), "{text}");
        }
    }
}
