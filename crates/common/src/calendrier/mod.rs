//! The calendar of the school: French public holidays, working days, closures, and days counted from one to another.
//!
//! It is pure arithmetic on days and needs no time zone: the caller gives the current day in Europe/Paris. No published
//! crate computes the holidays of Alsace-Moselle, so the module computes them itself.

mod civil_day;
mod holidays;
#[cfg(test)]
mod tests;

pub use civil_day::CivilDay;
pub use holidays::easter;

use crate::codes::codes;

codes! {
    /// The unit in which a period is counted.
    UniteDelai {
        /// Calendar days.
        Jour = "JOUR", "jours";
        /// Monday to Saturday, but for holidays.
        Ouvrable = "OUVRABLE", "jours ouvrables";
        /// Monday to Friday, but for holidays.
        Ouvre = "OUVRE", "jours ouvrés";
        /// Months; a month without that day ends the period on its last day.
        Mois = "MOIS", "mois";
    }
}

/// Days on which the school is closed, such as the Christmas holidays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// First closed day.
    pub debut: CivilDay,
    /// Last closed day.
    pub fin: CivilDay,
    /// Name of the closure.
    pub libelle: String,
}

impl Closure {
    /// Returns true when the school is closed on this day.
    pub fn contains(&self, day: CivilDay) -> bool {
        (self.debut..=self.fin).contains(&day)
    }
}

/// The calendar of one school: the holidays of its place and its closures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    alsace_moselle: bool,
    closures: Vec<Closure>,
}

impl Calendar {
    /// Creates a calendar. `alsace_moselle` adds the two holidays of article L3134-13 of the labour code.
    pub fn new(alsace_moselle: bool, closures: Vec<Closure>) -> Self {
        Self { alsace_moselle, closures }
    }

    /// Returns the French name of the public holiday on this day.
    pub fn holiday(&self, day: CivilDay) -> Option<&'static str> {
        holidays::name(day, self.alsace_moselle)
    }

    /// Returns the closure that contains this day.
    pub fn closure(&self, day: CivilDay) -> Option<&Closure> {
        self.closures.iter().find(|closure| closure.contains(day))
    }

    /// Returns true when a period in this unit counts this day. Closures of the school change no period.
    pub fn counts(&self, day: CivilDay, unit: UniteDelai) -> bool {
        let last_weekday = match unit {
            UniteDelai::Jour | UniteDelai::Mois => return true,
            UniteDelai::Ouvrable => CivilDay::SATURDAY,
            UniteDelai::Ouvre => CivilDay::FRIDAY,
        };
        day.weekday() <= last_weekday && self.holiday(day).is_none()
    }

    /// Returns true for a *jour ouvré*: Monday to Friday, but for holidays.
    pub fn is_working(&self, day: CivilDay) -> bool {
        self.counts(day, UniteDelai::Ouvre)
    }

    /// Returns true when somebody is at the school: a *jour ouvré* without a closure.
    pub fn is_open(&self, day: CivilDay) -> bool {
        self.is_working(day) && self.closure(day).is_none()
    }

    /// Returns the first open day of the school that is not before this day.
    pub fn next_open(&self, day: CivilDay) -> CivilDay {
        first(day, 1, |day| self.is_open(day))
    }

    /// Returns the last open day of the school that is not after this day.
    pub fn last_open(&self, day: CivilDay) -> CivilDay {
        first(day, -1, |day| self.is_open(day))
    }

    /// Returns the first *jour ouvré* that is not before this day.
    pub fn next_working(&self, day: CivilDay) -> CivilDay {
        first(day, 1, |day| self.is_working(day))
    }

    /// Returns the last *jour ouvré* that is not after this day.
    pub fn last_working(&self, day: CivilDay) -> CivilDay {
        first(day, -1, |day| self.is_working(day))
    }

    /// Returns the `count`-th day of the unit after this day; the day itself does not count.
    pub fn add(&self, day: CivilDay, count: u16, unit: UniteDelai) -> CivilDay {
        self.walk(day, 1, count, unit)
    }

    /// Returns the `count`-th day of the unit before this day; the day itself does not count.
    pub fn subtract(&self, day: CivilDay, count: u16, unit: UniteDelai) -> CivilDay {
        self.walk(day, -1, count, unit)
    }

    /// Counts the days of the unit after `from` up to `to`; the number is negative when `to` comes first. Months are
    /// counted as days.
    pub fn count(&self, from: CivilDay, to: CivilDay, unit: UniteDelai) -> i32 {
        if to < from {
            return -self.count(to, from, unit);
        }
        if matches!(unit, UniteDelai::Jour | UniteDelai::Mois) {
            return to.days_since(from);
        }
        (1..=to.days_since(from)).fold(0, |sum, n| sum + i32::from(self.counts(from.plus_days(n), unit)))
    }

    /// Returns the days after `from` up to `to` that the unit does not count although they are no week-end: holidays,
    /// with their names.
    pub fn skipped(&self, from: CivilDay, to: CivilDay, unit: UniteDelai) -> Vec<(CivilDay, &'static str)> {
        let last_weekday = if unit == UniteDelai::Ouvrable { CivilDay::SATURDAY } else { CivilDay::FRIDAY };
        if matches!(unit, UniteDelai::Jour | UniteDelai::Mois) {
            return Vec::new();
        }
        let days = (1..=to.days_since(from)).map(|n| from.plus_days(n));
        let week = days.filter(|day| day.weekday() <= last_weekday);
        week.filter_map(|day| Some((day, self.holiday(day)?))).collect()
    }

    fn walk(&self, day: CivilDay, step: i32, count: u16, unit: UniteDelai) -> CivilDay {
        match unit {
            UniteDelai::Jour => day.plus_days(step * i32::from(count)),
            UniteDelai::Mois => day.plus_months(step * i32::from(count)),
            UniteDelai::Ouvrable | UniteDelai::Ouvre => {
                let counts = |day| self.counts(day, unit);
                (0..count).fold(day, |day, _| first(day.plus_days(step), step, counts))
            }
        }
    }
}

/// Returns the first day from this one on, day by day in one direction, that is wanted. Every day between the bounds of
/// [`CivilDay`] may be unwanted: the search then ends at the bound.
fn first(day: CivilDay, step: i32, is_wanted: impl Fn(CivilDay) -> bool) -> CivilDay {
    let mut day = day;
    while !is_wanted(day) {
        let next = day.plus_days(step);
        if next == day {
            break;
        }
        day = next;
    }
    day
}
