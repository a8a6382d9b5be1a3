//! State of a list in the URL of its page: filters, order, page.

use common::Pagination;
use common::liste::{DEFAULT_LIMIT, LIMITS};

use crate::query_string::{self, QueryString};

/// The state of a list in the URL, which makes a reload, "back" and a shared link show equal filters and page.
pub(crate) trait UrlState: Clone + Default + PartialEq + Send + Sync + 'static {
    /// Parses the query of a URL. Unknown keys and values are ignored, so that links of older and newer versions work.
    fn parse(address_query: &str) -> Self;

    /// Builds the query of the URL. It leaves out defaults, so that the page without filters has a short URL.
    fn to_query(&self) -> QueryString;

    /// Returns the page number.
    fn page(&self) -> i64;

    /// Returns the state with another page number.
    #[must_use]
    fn at_page(self, page: i64) -> Self;
}

/// Parses a page number, from 1; an invalid one becomes 1.
pub(crate) fn page(word: &str) -> i64 {
    word.parse().ok().filter(|page| *page >= 1).unwrap_or(1)
}

/// Parses the number of rows per page; an invalid one becomes the default.
pub(crate) fn limit(word: &str) -> i64 {
    word.parse().ok().filter(|limit| LIMITS.contains(limit)).unwrap_or(DEFAULT_LIMIT)
}

/// Appends the page number and the rows per page to a query, unless they have their defaults.
pub(crate) fn push_page(query: &mut QueryString, page: i64, limit: i64) {
    if page > 1 {
        query.push("page", &page.to_string());
    }
    if limit != DEFAULT_LIMIT {
        query.push("limit", &limit.to_string());
    }
}

/// Returns the last page when the URL asks for a later one, because the list became shorter or the link is old.
pub(crate) fn last_page_instead(pagination: &Pagination, is_empty: bool) -> Option<i64> {
    Some(pagination.total_pages).filter(|last| is_empty && pagination.page > *last)
}

/// The state of a list without filters: only the page number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageOnly(
    /// Page number, from 1.
    pub(crate) i64,
);

impl Default for PageOnly {
    fn default() -> Self {
        Self(1)
    }
}

impl UrlState for PageOnly {
    fn parse(address_query: &str) -> Self {
        let pairs = query_string::parse(address_query);
        Self(pairs.iter().find(|(key, _)| key == "page").map_or(1, |(_, word)| page(word)))
    }

    fn to_query(&self) -> QueryString {
        let mut query = QueryString::new();
        push_page(&mut query, self.0, DEFAULT_LIMIT);
        query
    }

    fn page(&self) -> i64 {
        self.0
    }

    fn at_page(self, page: i64) -> Self {
        Self(page.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_page_is_the_first_one() {
        assert_eq!(PageOnly::parse("?page=3"), PageOnly(3));
        for odd in ["", "page=0", "page=-2", "page=x", "autre=3"] {
            assert_eq!(PageOnly::parse(odd), PageOnly(1));
        }
        assert_eq!(PageOnly(1).to_query().after("/admin/rgpd"), "/admin/rgpd");
        assert_eq!(PageOnly(1).at_page(4).to_query().after(""), "?page=4");
    }

    #[test]
    fn a_page_beyond_the_list_leads_to_its_last_one() {
        assert_eq!(last_page_instead(&Pagination::numbered(99, 25, 132), true), Some(6));
        assert_eq!(last_page_instead(&Pagination::numbered(2, 25, 0), true), Some(1));
        assert_eq!(last_page_instead(&Pagination::numbered(1, 25, 0), true), None);
        assert_eq!(last_page_instead(&Pagination::numbered(6, 25, 132), false), None);
    }
}
