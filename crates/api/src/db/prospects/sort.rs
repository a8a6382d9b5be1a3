//! Positions in the sort orders of the list of prospects.

use std::fmt;

use chrono::{DateTime, Datelike, Utc};
use common::{Sort, SortKey};

/// The position of a row in a sort order. Positions of one order compare as the database compares them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The value of the sort key.
    pub key: PositionKey,
    /// The tie-breaker.
    pub id_prospect: String,
}

/// The value of a sort key. Names compare by bytes, as in their column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PositionKey {
    /// `date_dernier_contact`.
    DernierContact(DateTime<Utc>),
    /// `date_premier_contact`.
    PremierContact(DateTime<Utc>),
    /// `nom_normalise`.
    Nom(String),
    /// `nb_echanges`.
    Echanges(i32),
    /// `rang_statut`.
    Statut(i16),
}

impl PositionKey {
    /// Parses the text that [`fmt::Display`] writes for `key`. It accepts only values that the database accepts,
    /// because a caller may forge them.
    pub fn parse(key: SortKey, text: &str) -> Option<Self> {
        Some(match key {
            SortKey::DernierContact => Self::DernierContact(instant(text)?),
            SortKey::PremierContact => Self::PremierContact(instant(text)?),
            SortKey::Nom => Self::Nom((!text.contains('\0')).then(|| text.to_owned())?),
            SortKey::Echanges => Self::Echanges(text.parse().ok()?),
            SortKey::Statut => Self::Statut(text.parse().ok()?),
        })
    }
}

/// Parses an instant in microseconds since 1970. Years must have four digits: chrono accepts some that the database
/// refuses.
fn instant(micros: &str) -> Option<DateTime<Utc>> {
    let at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
    (1..=9999).contains(&at.year()).then_some(at)
}

impl fmt::Display for PositionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DernierContact(at) | Self::PremierContact(at) => write!(f, "{}", at.timestamp_micros()),
            Self::Nom(nom) => f.write_str(nom),
            Self::Echanges(number) => write!(f, "{number}"),
            Self::Statut(rank) => write!(f, "{rank}"),
        }
    }
}

/// Start of the rows that a query reads.
#[derive(Debug, Clone)]
pub enum Window {
    /// Skips this number of rows.
    Offset(i64),
    /// Reads the rows after this position.
    After(Position),
    /// Reads the rows before this position in reverse order, the nearest first.
    Before(Position),
}

impl Window {
    /// Returns true when the query reads the keys of this window in ascending order.
    pub(super) fn is_ascending(&self, sort: Sort) -> bool {
        sort.descending == matches!(self, Self::Before(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_the_way_through_its_text() {
        let at = DateTime::from_timestamp_micros(1_771_320_600_123_456).unwrap();
        for (sort, key) in [
            (SortKey::DernierContact, PositionKey::DernierContact(at)),
            (SortKey::PremierContact, PositionKey::PremierContact(at)),
            (SortKey::Nom, PositionKey::Nom("le goff marie".to_owned())),
            (SortKey::Echanges, PositionKey::Echanges(12)),
            (SortKey::Statut, PositionKey::Statut(3)),
        ] {
            assert_eq!(PositionKey::parse(sort, &key.to_string()), Some(key));
        }
    }

    #[test]
    fn what_the_database_would_refuse_is_no_key() {
        for (sort, text) in [
            (SortKey::Nom, "a\0b"),
            (SortKey::Echanges, "3000000000"),
            (SortKey::Statut, "70000"),
            (SortKey::DernierContact, "-8000000000000000000"),
            (SortKey::DernierContact, "now"),
        ] {
            assert_eq!(PositionKey::parse(sort, text), None, "{text}");
        }
    }
}
