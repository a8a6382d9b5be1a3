//! State of the security journal's page in its URL: events, person, period, page.

use common::liste::DEFAULT_LIMIT;
use common::{EvenementSecurite, IdUtilisateur};

use super::day::is_day;
use super::url_state::{self, UrlState};
use crate::query_string::{self, QueryString};

/// Filters of the list: OR between events, AND between filters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filters {
    /// Events; empty for all.
    pub(crate) evenements: Vec<EvenementSecurite>,
    /// Identifier of the person who acts or whose account it is.
    pub(crate) utilisateur: Option<IdUtilisateur>,
    /// First day, `YYYY-MM-DD`, or empty.
    pub(crate) du: String,
    /// Last day, `YYYY-MM-DD`, or empty.
    pub(crate) au: String,
    /// Page number, from 1.
    pub(crate) page: i64,
}

impl UrlState for Filters {
    fn parse(address_query: &str) -> Self {
        let mut filters = Self { page: 1, ..Self::default() };
        for (key, value) in query_string::parse(address_query) {
            match key.as_str() {
                "evenement" => filters.evenements.extend(value.parse::<EvenementSecurite>()),
                "utilisateur" => filters.utilisateur = value.parse().ok(),
                "du" if is_day(&value) => filters.du = value,
                "au" if is_day(&value) => filters.au = value,
                "page" => filters.page = url_state::page(&value),
                _ => {}
            }
        }
        filters
    }

    fn to_query(&self) -> QueryString {
        let events = self.evenements.iter().map(|one| ("evenement", one.as_str()));
        let person = self.utilisateur.map(|id| id.to_string()).unwrap_or_default();
        let rest = [("utilisateur", person.as_str()), ("du", &self.du), ("au", &self.au)];
        let mut query: QueryString = events.chain(rest).filter(|(_, value)| !value.is_empty()).collect();
        url_state::push_page(&mut query, self.page, DEFAULT_LIMIT);
        query
    }

    fn page(&self) -> i64 {
        self.page
    }

    fn at_page(self, page: i64) -> Self {
        Self { page: page.max(1), ..self }
    }
}

impl Filters {
    /// Returns true when there is no filter.
    pub(crate) fn is_empty(&self) -> bool {
        Self { page: 0, ..self.clone() } == Self::default()
    }

    /// Returns the number of active filters.
    pub(crate) fn active(&self) -> usize {
        let period = !self.du.is_empty() || !self.au.is_empty();
        let all = [!self.evenements.is_empty(), self.utilisateur.is_some(), period];
        all.into_iter().filter(|active| *active).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_what_is_shown_and_nothing_more() {
        let filters =
            Filters::parse("?evenement=ROLE&evenement=AUTRE&utilisateur=7&du=2026-11-01&au=hier&page=2&x=1");
        assert_eq!(filters.to_query().after(""), "?evenement=ROLE&utilisateur=7&du=2026-11-01&page=2");
        assert!(!filters.is_empty());
        assert!(!Filters::parse("utilisateur=7").is_empty());
        assert_eq!(filters.active(), 3);
        assert_eq!(Filters::parse("du=2026-02-02&au=2026-02-03&page=2").active(), 1);
        assert!(Filters::parse("page=3&utilisateur=x").is_empty());
    }
}
