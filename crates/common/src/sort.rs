//! Sort orders of the list of prospects.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::codes::{UnknownCode, codes};

codes! {
    /// A column by which the list can be sorted.
    SortKey {
        DernierContact = "dateDernierContact", "Dernier contact";
        PremierContact = "datePremierContact", "Premier contact";
        Nom = "nom", "Prospect";
        Echanges = "nbEchanges", "Échanges";
        /// Sorts by the order of the codes of [`StatutProspect`](crate::StatutProspect).
        Statut = "statut", "Statut";
    }
}

/// Sort order of the list. The identifier breaks ties, in the direction of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// Column that the list is sorted by.
    pub key: SortKey,
    /// True for descending order.
    pub descending: bool,
}

impl Sort {
    /// Returns the regular expression of all sort orders, for the OpenAPI document.
    #[cfg(feature = "server")]
    pub fn pattern() -> String {
        let words: Vec<_> = SortKey::ALL.iter().map(|key| key.as_str()).collect();
        format!("^-?({})$", words.join("|"))
    }
}

impl Default for Sort {
    fn default() -> Self {
        Self { key: SortKey::DernierContact, descending: true }
    }
}

impl FromStr for Sort {
    type Err = UnknownCode;
    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let (descending, word) = text.strip_prefix('-').map_or((false, text), |word| (true, word));
        Ok(Self { key: word.parse()?, descending })
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sort_survives_the_way_through_its_word() {
        for key in SortKey::ALL {
            for text in [key.to_string(), format!("-{key}")] {
                let sort: Sort = text.parse().unwrap();
                assert_eq!((sort.key, sort.to_string()), (*key, text));
            }
        }
        assert_eq!("--nom".parse::<Sort>(), Err(UnknownCode));
        assert_eq!("prenom".parse::<Sort>(), Err(UnknownCode));
    }
}
