//! What the address of the journal holds: events, person, period, page.

use common::EvenementSecurite;

use crate::model::day::is_day;
use crate::query_string::{self, QueryString};

/// Filters of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filters {
    /// Selected events; empty for all.
    pub(super) evenements: Vec<EvenementSecurite>,
    /// This person acts, or the account is this person's.
    pub(super) utilisateur: Option<i64>,
    /// First day, or empty.
    pub(super) du: String,
    /// Last day, or empty.
    pub(super) au: String,
    /// Page number, from 1.
    pub(super) page: i64,
}

impl Filters {
    /// Parses the query of a URL; unknown parts are dropped.
    pub(super) fn parse(query: &str) -> Self {
        let mut filters = Self { page: 1, ..Self::default() };
        for (key, value) in query_string::parse(query) {
            match key.as_str() {
                "evenement" => filters.evenements.extend(value.parse::<EvenementSecurite>()),
                "utilisateur" => filters.utilisateur = value.parse().ok(),
                "du" if is_day(&value) => filters.du = value,
                "au" if is_day(&value) => filters.au = value,
                "page" => filters.page = value.parse().ok().filter(|page| *page >= 1).unwrap_or(1),
                _ => {}
            }
        }
        filters
    }

    /// Builds the query of the URL and of the API; defaults are omitted.
    pub(super) fn query(&self) -> QueryString {
        let page = if self.page > 1 { self.page.to_string() } else { String::new() };
        let events = self.evenements.iter().map(|one| ("evenement", one.as_str()));
        let person = self.utilisateur.map(|id| id.to_string()).unwrap_or_default();
        let rest = [
            ("utilisateur", person.as_str()),
            ("du", self.du.as_str()),
            ("au", self.au.as_str()),
            ("page", page.as_str()),
        ];
        events.chain(rest).filter(|(_, value)| !value.is_empty()).collect()
    }

    /// Returns true when there is no filter.
    pub(super) fn is_empty(&self) -> bool {
        self.evenements.is_empty() && self.utilisateur.is_none() && self.du.is_empty() && self.au.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_what_is_shown_and_nothing_more() {
        let filters =
            Filters::parse("?evenement=ROLE&evenement=AUTRE&utilisateur=7&du=2026-11-01&au=hier&page=2&x=1");
        assert_eq!(filters.query().after(""), "?evenement=ROLE&utilisateur=7&du=2026-11-01&page=2");
        assert!(!filters.is_empty());
        assert!(!Filters::parse("utilisateur=7").is_empty());
        assert!(Filters::parse("page=3&utilisateur=x").is_empty());
    }
}
