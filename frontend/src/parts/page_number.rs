//! Page number in the URL, for lists without other state.

use common::Liste;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use crate::query_string::{self, QueryString};
use crate::reactive::{effect, memo};
use crate::state::Query;

/// The page number of the URL, with navigation.
#[derive(Clone, Copy)]
pub(crate) struct PageNumber {
    /// Current page, from 1.
    pub(crate) now: Memo<i64>,
    /// Goes to another page.
    pub(crate) go: Callback<i64>,
    replace: Callback<i64>,
}

impl PageNumber {
    /// Reads the page number of the URL with this path.
    pub(crate) fn at(path: &'static str) -> Self {
        let search = use_location().search;
        let navigate = use_navigate();
        let to = move |page: i64, replace| {
            let query: QueryString = (page > 1).then(|| ("page", page.to_string())).into_iter().collect();
            let options = NavigateOptions { replace, scroll: false, ..NavigateOptions::default() };
            navigate(&query.after(path), options);
        };
        let again = to.clone();
        Self {
            now: memo(move || number(&search.get())),
            go: Callback::new(move |page| to(page, false)),
            replace: Callback::new(move |page| again(page, true)),
        }
    }

    /// Goes to the last page when the list is shorter than the URL's page number.
    pub(crate) fn keep_within<T: Clone + Send + Sync + 'static>(self, list: Query<Liste<T>>) {
        effect(move || {
            if list.pending() {
                return;
            }
            let end = list.with(|list| {
                let list = list.filter(|list| list.data.is_empty())?;
                Some(list.pagination.total_pages).filter(|last| list.pagination.page > *last)
            });
            if let Some(end) = end {
                self.replace.run(end);
            }
        });
    }
}

fn number(query: &str) -> i64 {
    let pairs = query_string::parse(query);
    let page = pairs.iter().find(|(key, _)| key == "page").and_then(|(_, page)| page.parse().ok());
    page.filter(|page| *page >= 1).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn what_is_no_page_is_the_first_one() {
        assert_eq!(number("?page=3"), 3);
        for odd in ["", "page=0", "page=-2", "page=x", "autre=3"] {
            assert_eq!(number(odd), 1);
        }
    }
}
