//! A day of the Gregorian calendar as a number, for the server and the browser.

use std::fmt;

use crate::instant::Day;

/// French names of the days of the week, from Monday.
const WEEKDAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
/// French names of the months.
const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// A day of the years 1 to 9999, as a number of days since 1 January 1970. Arithmetic stops at the bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDay(i32);

impl CivilDay {
    /// Friday in [`CivilDay::weekday`].
    pub const FRIDAY: usize = 4;
    /// Saturday in [`CivilDay::weekday`].
    pub const SATURDAY: usize = 5;
    /// 1 January 1.
    const MIN: i32 = number(1, 1, 1);
    /// 31 December 9999.
    const MAX: i32 = number(9999, 12, 31);

    /// Returns a day, or `None` when there is no such day.
    pub const fn new(year: i32, month: i32, day: i32) -> Option<Self> {
        let is_day = year >= 1 && year <= 9999 && day >= 1 && day <= last_of_month(year, month);
        if is_day { Some(Self(number(year, month, day))) } else { None }
    }

    /// Returns 1 January of a year.
    pub const fn first_of_year(year: i32) -> Self {
        Self(number(year, 1, 1))
    }

    /// Reads a day of the contract, `YYYY-MM-DD`.
    pub fn read(day: &Day) -> Option<Self> {
        let text = day.as_str();
        let digits =
            |at: usize, byte: u8| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
        if text.len() != 10 || !text.bytes().enumerate().all(|(at, byte)| digits(at, byte)) {
            return None;
        }
        let part = |from: usize, to: usize| text[from..to].parse().unwrap_or(0);
        Self::new(part(0, 4), part(5, 7), part(8, 10))
    }

    /// Returns year, month and day of the month. The algorithm is `civil_from_days` of H. Hinnant,
    /// <https://howardhinnant.github.io/date_algorithms.html>: a year begins in March.
    pub fn parts(self) -> (i32, i32, i32) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        (year_of_era + era * 400 + i32::from(month <= 2), month, day)
    }

    /// Returns the day of the week, from 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> usize {
        // 1 January 1970 is a Thursday.
        usize::try_from((self.0 + 3).rem_euclid(7)).unwrap_or_default()
    }

    /// Returns the day so many days later, or earlier for a negative number.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days).clamp(Self::MIN, Self::MAX))
    }

    /// Returns the day so many months later, or earlier for a negative number: the last day of the month when the month
    /// has no such day.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let (year, month, day) = self.parts();
        let shifted = (year * 12 + month - 1).saturating_add(months).clamp(12, 9999 * 12 + 11);
        let (year, month) = (shifted / 12, shifted % 12 + 1);
        Self(number(year, month, day.min(last_of_month(year, month))))
    }

    /// Returns the number of days since another one; it is negative when the other one comes later.
    pub fn days_since(self, other: Self) -> i32 {
        self.0 - other.0
    }

    /// Writes the day without its year, such as "mercredi 23 décembre" or "vendredi 1er janvier".
    pub fn in_words(self) -> String {
        let (_, month, day) = self.parts();
        let index = usize::try_from(month - 1).unwrap_or_default();
        let first = if day == 1 { "er" } else { "" };
        [WEEKDAYS[self.weekday()], " ", &day.to_string(), first, " ", MONTHS[index]].concat()
    }
}

impl fmt::Display for CivilDay {
    /// Writes the form of the contract, `YYYY-MM-DD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl From<CivilDay> for Day {
    fn from(day: CivilDay) -> Self {
        Self::new(day.to_string())
    }
}

/// Returns the number of days since 1 January 1970. The algorithm is `days_from_civil` of H. Hinnant.
const fn number(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let month_from_march = if month > 2 { month - 3 } else { month + 9 };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let of_year = (153 * month_from_march + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - 719_468
}

/// Returns the last day of a month; 0 for an invalid month.
const fn last_of_month(year: i32, month: i32) -> i32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(feature = "server")]
mod server {
    use chrono::{NaiveDate, TimeDelta};

    use super::CivilDay;

    impl From<NaiveDate> for CivilDay {
        /// A year outside 1 to 9999 becomes the nearest bound.
        fn from(day: NaiveDate) -> Self {
            let since = day.signed_duration_since(NaiveDate::default()).num_days();
            Self(i32::try_from(since.clamp(Self::MIN.into(), Self::MAX.into())).unwrap_or(Self::MAX))
        }
    }

    impl From<CivilDay> for NaiveDate {
        fn from(day: CivilDay) -> Self {
            // The default is 1 January 1970; no day of the type is outside chrono's range.
            NaiveDate::default().checked_add_signed(TimeDelta::days(day.0.into())).unwrap_or_default()
        }
    }
}
