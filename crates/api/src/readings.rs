//! The readings of the current hour that this instance has recorded.
//!
//! The audit keeps one reading per hour, record, person and operation, and the page reads a record again after each of
//! its events. The other readings of the hour then need no statement.
//!
//! Entries of readings commit asynchronously, so that a crash of PostgreSQL loses those of its last moments. A crash
//! ends the connection on which the instance listens, and the instance then forgets the readings.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use common::{IdProspect, IdUtilisateur, OperationAudit};

use crate::db::audit::Auteur;

/// Seconds of the interval in which the audit keeps one reading: an hour, as its unique index.
const INTERVAL: i64 = 3_600;
/// Maximum number of readings, about a megabyte.
const MOST: usize = 8_192;

/// The recorded readings of the latest hour. It is cheap to clone.
#[derive(Clone, Default)]
pub struct Readings(Arc<Mutex<Hour>>);

#[derive(Default)]
struct Hour {
    number: i64,
    seen: HashSet<(IdUtilisateur, IdProspect, &'static str)>,
    /// Number of times that the readings were forgotten.
    losses: u64,
}

/// The state of the readings before a statement, so that its entry is not remembered beyond a crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before(u64);

/// A reading of a person in an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    hour: i64,
    key: (IdUtilisateur, IdProspect, &'static str),
}

impl Reading {
    /// Returns the reading of a person; `None` for a program, each of whose readings is recorded.
    pub fn new(
        auteur: &Auteur,
        id: &IdProspect,
        operation: OperationAudit,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let person = auteur.id_utilisateur?;
        Some(Self {
            hour: now.timestamp().div_euclid(INTERVAL),
            key: (person, id.clone(), operation.as_str()),
        })
    }
}

impl Readings {
    /// Returns true when this instance has recorded the reading.
    pub fn holds(&self, reading: &Reading) -> bool {
        let hour = self.hour();
        hour.number == reading.hour && hour.seen.contains(&reading.key)
    }

    /// Returns the state to give to [`Readings::insert`]. Call it before the statement that records the reading.
    pub fn before(&self) -> Before {
        Before(self.hour().losses)
    }

    /// Remembers a reading that the database has recorded, unless its entry may have been lost since `before`.
    pub fn insert(&self, before: Before, reading: Reading) {
        let mut hour = self.hour();
        if hour.losses != before.0 {
            return;
        }
        if hour.number != reading.hour || hour.seen.len() >= MOST {
            hour.number = reading.hour;
            hour.seen.clear();
        }
        hour.seen.insert(reading.key);
    }

    /// Forgets the readings, whose entries may have been lost.
    pub(crate) fn forget(&self) {
        let mut hour = self.hour();
        hour.seen.clear();
        hour.losses += 1;
    }

    fn hour(&self) -> MutexGuard<'_, Hour> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(auteur: &Auteur, prospect: &str, at: &str) -> Option<Reading> {
        let id = prospect.parse().unwrap();
        Reading::new(auteur, &id, OperationAudit::Lecture, at.parse().unwrap())
    }

    fn sophie(prospect: &str, at: &str) -> Reading {
        let sophie = Auteur { id_utilisateur: Some(1.into()), nom: "Sophie Martin".to_owned() };
        reading(&sophie, prospect, at).unwrap()
    }

    #[test]
    fn a_reading_is_known_until_the_hour_of_the_clock_ends() {
        let readings = Readings::default();
        readings.insert(readings.before(), sophie("PROS_1", "2026-11-05T09:10:00Z"));
        assert!(readings.holds(&sophie("PROS_1", "2026-11-05T09:59:59Z")));
        assert!(!readings.holds(&sophie("PROS_2", "2026-11-05T09:59:59Z")));
        assert!(!readings.holds(&sophie("PROS_1", "2026-11-05T10:00:00Z")));
        readings.insert(readings.before(), sophie("PROS_2", "2026-11-05T10:00:00Z"));
        assert!(!readings.holds(&sophie("PROS_1", "2026-11-05T10:00:00Z")));
    }

    #[test]
    fn a_reading_whose_entry_may_be_lost_is_not_known() {
        let (readings, reading) = (Readings::default(), || sophie("PROS_1", "2026-11-05T09:10:00Z"));
        let before = readings.before();
        readings.insert(before, reading());
        readings.forget();
        assert!(!readings.holds(&reading()));
        // The statement began before the loss and ends after it.
        readings.insert(before, reading());
        assert!(!readings.holds(&reading()));
        readings.insert(readings.before(), reading());
        assert!(readings.holds(&reading()));
    }

    #[test]
    fn each_reading_of_a_program_is_recorded() {
        assert_eq!(reading(&Auteur::n8n(), "PROS_1", "2026-11-05T09:10:00Z"), None);
    }
}
