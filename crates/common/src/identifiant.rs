//! Identifiers: a type each, so that the compiler refuses one in place of another.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A prospect's identifier: `PROS_` and a number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "server", schema(value_type = String, pattern = "^PROS_[0-9]{1,18}$", example = "PROS_123"))]
#[serde(transparent)]
pub struct IdProspect(String);

/// The text is not `PROS_` followed by 1 to 18 digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnIdProspect;

impl fmt::Display for NotAnIdProspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("un identifiant de prospect s’écrit PROS_ suivi d’un nombre")
    }
}

impl std::error::Error for NotAnIdProspect {}

impl IdProspect {
    /// Returns the text, such as `PROS_123`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<u32> for IdProspect {
    fn from(number: u32) -> Self {
        Self(format!("PROS_{number}"))
    }
}

impl AsRef<str> for IdProspect {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl FromStr for IdProspect {
    type Err = NotAnIdProspect;
    fn from_str(text: &str) -> Result<Self, NotAnIdProspect> {
        let digits = text.strip_prefix("PROS_").ok_or(NotAnIdProspect)?;
        let well_formed = (1..=18).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if well_formed { Ok(Self(text.to_owned())) } else { Err(NotAnIdProspect) }
    }
}

impl<'de> Deserialize<'de> for IdProspect {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for IdProspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Declares identifiers that are whole numbers in JSON, in paths and in the database.
macro_rules! numbers {
    ($($(#[$doc:meta])+ $name:ident;)+) => { $(
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Returns the number.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                Self(number)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;
            fn from_str(text: &str) -> Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+ };
}

numbers! {
    /// Identifier of an action, of any type; `idConversion` in the contract.
    IdAction;
    /// Identifier of a candidate.
    IdCandidat;
    /// Identifier of a bulk change.
    IdLot;
    /// Identifier of a note.
    IdNote;
    /// Identifier of a place on a waiting list.
    IdPlace;
    /// Identifier of a session of a formation.
    IdSession;
    /// Identifier of an account.
    IdUtilisateur;
    /// Identifier of a saved view.
    IdVue;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_documented_form_is_an_identifier() {
        assert!("PROS_123".parse::<IdProspect>().is_ok());
        for text in ["", "PROS_", "123", "pros_1", "PROS_1a", "PROS_1234567890123456789", "PROS_-1"] {
            assert!(text.parse::<IdProspect>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_identifier_of_an_action_is_a_plain_number_everywhere() {
        let id = IdAction::from(42);
        assert_eq!(serde_json::to_string(&id).unwrap(), "42");
        assert_eq!(serde_json::from_str::<IdAction>("42").unwrap(), id);
        assert_eq!(("42".parse(), id.to_string().as_str()), (Ok(id), "42"));
        for text in ["", "4.2", "PROS_42", "9223372036854775808"] {
            assert!(text.parse::<IdAction>().is_err(), "{text}");
        }
        for json in ["\"42\"", "4.2", "null", "[42]"] {
            assert!(serde_json::from_str::<IdAction>(json).is_err(), "{json}");
        }
    }
}
