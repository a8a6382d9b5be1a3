//! Identifiers with their own format.

use std::fmt;
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
}
