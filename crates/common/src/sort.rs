//! Sort orders of the lists of prospects and of candidates.

use std::fmt;
use std::str::FromStr;

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

codes! {
    /// A column by which the list of candidates can be sorted.
    CandidatSortKey {
        /// Sorts complete conversions before partial ones, each by the date of the conversion.
        Conversion = "dateConversion", "Conversion";
        /// Sorts by the number of missing pieces, then by the date of the conversion.
        Manquantes = "piecesManquantes", "Pièces manquantes";
    }
}

/// Sort order of a list, that of prospects by default. The identifier breaks ties, in the direction of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort<K = SortKey> {
    /// Column that the list is sorted by.
    pub key: K,
    /// True for descending order.
    pub descending: bool,
}

impl Sort {
    /// Returns all sort orders: each key, ascending and descending.
    pub fn all() -> impl Iterator<Item = Self> {
        SortKey::ALL.iter().flat_map(|key| [false, true].map(|descending| Self { key: *key, descending }))
    }
}

impl Default for Sort {
    fn default() -> Self {
        Self { key: SortKey::DernierContact, descending: true }
    }
}

impl Default for Sort<CandidatSortKey> {
    fn default() -> Self {
        Self { key: CandidatSortKey::Conversion, descending: true }
    }
}

impl<K: FromStr<Err = UnknownCode>> FromStr for Sort<K> {
    type Err = UnknownCode;
    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let (descending, word) = text.strip_prefix('-').map_or((false, text), |word| (true, word));
        Ok(Self { key: word.parse()?, descending })
    }
}

impl<K: fmt::Display> fmt::Display for Sort<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sort_survives_the_way_through_its_word() {
        for sort in Sort::all() {
            assert_eq!(sort.to_string().parse(), Ok(sort));
        }
        let words: Vec<_> = Sort::all().take(2).map(|sort| sort.to_string()).collect();
        assert_eq!(words, ["dateDernierContact", "-dateDernierContact"]);
        assert_eq!("--nom".parse::<Sort>(), Err(UnknownCode));
        assert_eq!("prenom".parse::<Sort>(), Err(UnknownCode));
    }
}
