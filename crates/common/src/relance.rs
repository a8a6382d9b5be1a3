//! DTOs of the next touch: when an admin contacts a prospect again, and about what.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::codes::{UnknownCode, codes};
use crate::identifiant::IdUtilisateur;
use crate::instant::{Day, TimeOfDay};
use crate::lenient;

/// Maximum length of the subject of a touch, in characters.
pub const OBJET_LENGTH: usize = 200;
/// Days without a contact after which an open prospect without a next touch needs one.
pub const JOURS_SANS_SUITE: i64 = 14;

codes! {
    /// A section of the day's work.
    QuandRelance {
        Retard = "retard", "En retard";
        Aujourdhui = "aujourdhui", "Aujourd’hui";
        /// The seven days after today.
        Semaine = "semaine", "7 jours";
        /// Open prospects without a next touch and without a contact for 14 days.
        SansSuite = "sans_suite", "Sans suite";
    }
}

/// The admin whose prospects a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Responsable {
    /// The caller.
    Moi,
    /// Every admin, and nobody.
    Tous,
    /// No active admin.
    Aucun,
    /// This account.
    Compte(IdUtilisateur),
}

impl FromStr for Responsable {
    type Err = UnknownCode;
    fn from_str(word: &str) -> Result<Self, UnknownCode> {
        match word {
            "moi" => Ok(Self::Moi),
            "tous" => Ok(Self::Tous),
            "aucun" => Ok(Self::Aucun),
            number if number.len() <= 18 && number.bytes().all(|byte| byte.is_ascii_digit()) => {
                number.parse().map(Self::Compte).map_err(|_| UnknownCode)
            }
            _ => Err(UnknownCode),
        }
    }
}

impl fmt::Display for Responsable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moi => f.write_str("moi"),
            Self::Tous => f.write_str("tous"),
            Self::Aucun => f.write_str("aucun"),
            Self::Compte(id) => id.fmt(f),
        }
    }
}

/// The time of the last contact, in days before today: `30j` for the last 30 days, `avant30j` for none in 30 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactRelatif {
    /// On that day or later.
    Depuis(u16),
    /// On that day or earlier.
    Avant(u16),
}

impl FromStr for ContactRelatif {
    type Err = UnknownCode;
    fn from_str(word: &str) -> Result<Self, UnknownCode> {
        let (before, days) = word.strip_prefix("avant").map_or((false, word), |days| (true, days));
        let days = days.strip_suffix('j').ok_or(UnknownCode)?;
        if !days.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(UnknownCode);
        }
        let days = days.parse().map_err(|_| UnknownCode)?;
        Ok(if before { Self::Avant(days) } else { Self::Depuis(days) })
    }
}

/// Numbers of prospects that need a touch, by section, at most 1 000 each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompteursRelances {
    /// Touches of past days.
    pub retard: i64,
    /// Touches of today.
    pub aujourdhui: i64,
    /// Touches of the next seven days.
    pub semaine: i64,
    /// Open prospects without a next touch and without a contact for 14 days.
    pub sans_suite: i64,
}

impl CompteursRelances {
    /// Returns the number of a section.
    pub const fn of(&self, quand: QuandRelance) -> i64 {
        match quand {
            QuandRelance::Retard => self.retard,
            QuandRelance::Aujourdhui => self.aujourdhui,
            QuandRelance::Semaine => self.semaine,
            QuandRelance::SansSuite => self.sans_suite,
        }
    }
}

/// Request to mark the next touch of a prospect as done, and to set the following one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FinishRelanceRequest {
    /// The following touch; without it, the prospect has none.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::optional")]
    pub suite: Option<SuiteRequest>,
}

/// The touch that follows one that is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SuiteRequest {
    /// Day, today or later; a day on which the school is closed becomes the next working day.
    pub relance_le: Day,
    /// Time, `HH:MM` in Europe/Paris.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "lenient::optional")]
    pub relance_heure: Option<TimeOfDay>,
    /// Subject; the one of the touch that is done when absent.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "lenient::optional_text")]
    #[cfg_attr(feature = "server", schema(max_length = 200))]
    pub relance_objet: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_contact_is_a_number_of_days() {
        assert_eq!("30j".parse(), Ok(ContactRelatif::Depuis(30)));
        assert_eq!("avant90j".parse(), Ok(ContactRelatif::Avant(90)));
        for word in ["", "j", "30", "avant", "avantj", "+3j", "-3j", "70000j", "apres30j", "30J"] {
            assert_eq!(word.parse::<ContactRelatif>(), Err(UnknownCode), "{word}");
        }
    }

    #[test]
    fn an_owner_survives_the_way_through_its_word() {
        for owner in [Responsable::Moi, Responsable::Tous, Responsable::Aucun, Responsable::Compte(12.into())]
        {
            assert_eq!(owner.to_string().parse(), Ok(owner));
        }
        for word in ["", "Moi", "-1", "1.5", "9999999999999999999"] {
            assert_eq!(word.parse::<Responsable>(), Err(UnknownCode), "{word}");
        }
    }
}
