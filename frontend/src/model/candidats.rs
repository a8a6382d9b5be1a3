//! The state of the list of candidates, as its address holds it: search, formation, page.

use common::liste::DEFAULT_LIMIT;

use super::search;
use super::url_state::{self, UrlState};
use crate::query_string::{self, QueryString};

/// Filters of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filters {
    /// Text of the search.
    pub(crate) recherche: String,
    /// Code of the formation; empty for all.
    pub(crate) formation: String,
    /// Page number, from 1.
    pub(crate) page: i64,
}

impl UrlState for Filters {
    fn parse(address_query: &str) -> Self {
        let mut filters = Self { recherche: String::new(), formation: String::new(), page: 1 };
        for (key, value) in query_string::parse(address_query) {
            match key.as_str() {
                "recherche" => filters.recherche = search::clean(&value),
                "formation" => filters.formation = value,
                "page" => filters.page = url_state::page(&value),
                _ => {}
            }
        }
        filters
    }

    fn to_query(&self) -> QueryString {
        let chosen = [("recherche", &self.recherche), ("formation", &self.formation)];
        let mut query: QueryString = chosen.into_iter().filter(|(_, value)| !value.is_empty()).collect();
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
        self.recherche.is_empty() && self.formation.is_empty()
    }

    /// Changes the search and returns to the first page.
    #[must_use]
    pub(crate) fn searching(self, recherche: &str) -> Self {
        Self { recherche: search::clean(recherche), page: 1, ..self }
    }

    /// Changes the formation and returns to the first page.
    #[must_use]
    pub(crate) fn of_formation(self, formation: String) -> Self {
        Self { formation, page: 1, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_what_is_shown_and_nothing_more() {
        let filters = Filters::parse("?recherche=du%20mont&formation=CAP_BJ&page=3&x=1");
        assert_eq!(filters.to_query().after(""), "?recherche=du%20mont&formation=CAP_BJ&page=3");
        assert_eq!(filters.clone().at_page(1).to_query().after(""), "?recherche=du%20mont&formation=CAP_BJ");
        assert_eq!(filters.searching("a").page, 1);
        assert_eq!(Filters::parse("recherche=Roux%09L%C3%A9a").recherche, "Roux Léa");
        assert!(Filters::parse("page=-4").is_empty());
        assert_eq!(Filters::parse("page=-4").page, 1);
    }
}
