//! State of the candidate list in its URL: search, formation, page.

use crate::model::search;
use crate::query_string::{self, QueryString};

/// Filters of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filters {
    /// Text of the search.
    pub(super) recherche: String,
    /// Code of the formation; empty for all.
    pub(super) formation: String,
    /// Page number, from 1.
    pub(super) page: i64,
}

impl Filters {
    /// Parses the query of a URL; unknown parts are dropped.
    pub(super) fn parse(query: &str) -> Self {
        let mut filters = Self { recherche: String::new(), formation: String::new(), page: 1 };
        for (key, value) in query_string::parse(query) {
            match key.as_str() {
                "recherche" => filters.recherche = search::clean(&value),
                "formation" => filters.formation = value,
                "page" => filters.page = value.parse().ok().filter(|page| *page >= 1).unwrap_or(1),
                _ => {}
            }
        }
        filters
    }

    /// Builds the query of the URL and of the API; defaults are omitted.
    pub(super) fn query(&self) -> QueryString {
        let page = if self.page > 1 { self.page.to_string() } else { String::new() };
        [("recherche", &self.recherche), ("formation", &self.formation), ("page", &page)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }

    /// Returns true when there is no filter.
    pub(super) fn is_empty(&self) -> bool {
        self.recherche.is_empty() && self.formation.is_empty()
    }

    /// Changes the search and returns to the first page.
    #[must_use]
    pub(super) fn searching(self, recherche: &str) -> Self {
        Self { recherche: search::clean(recherche), page: 1, ..self }
    }

    /// Changes the formation and returns to the first page.
    #[must_use]
    pub(super) fn of_formation(self, formation: String) -> Self {
        Self { formation, page: 1, ..self }
    }

    /// Changes the page.
    #[must_use]
    pub(super) fn at_page(self, page: i64) -> Self {
        Self { page: page.max(1), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_what_is_shown_and_nothing_more() {
        let filters = Filters::parse("?recherche=du%20mont&formation=CAP_BJ&page=3&x=1");
        assert_eq!(filters.query().after(""), "?recherche=du%20mont&formation=CAP_BJ&page=3");
        assert_eq!(filters.clone().at_page(1).query().after(""), "?recherche=du%20mont&formation=CAP_BJ");
        assert_eq!(filters.searching("a").page, 1);
        assert_eq!(Filters::parse("recherche=Roux%09L%C3%A9a").recherche, "Roux Léa");
        assert!(Filters::parse("page=-4").is_empty());
        assert_eq!(Filters::parse("page=-4").page, 1);
    }
}
