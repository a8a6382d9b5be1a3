//! Reads the state of a list from the URL of its page, and navigates to another state.

use std::rc::Rc;

use common::Liste;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use crate::model::url_state::{UrlState, last_page_instead};
use crate::query_string::QueryString;
use crate::reactive::{Memo, effect, memo};
use crate::state::Query;

/// The state of a list in the URL; cheap to copy.
pub(crate) struct Address<S: Send + Sync + 'static> {
    /// State that the URL holds.
    pub(crate) now: Memo<S>,
    page: Page,
}

/// The path of the page, and the navigation.
type Page = StoredValue<(String, Navigate), LocalStorage>;

type Navigate = Rc<dyn Fn(&str, NavigateOptions)>;

impl<S: Send + Sync + 'static> Clone for Address<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Send + Sync + 'static> Copy for Address<S> {}

/// The effect of a navigation on the browser's history.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum History {
    /// Adds an entry: "back" returns to the former state.
    Push,
    /// Replaces the current entry: "back" returns to the state before it.
    Replace,
}

impl<S: UrlState> Address<S> {
    /// Reads the state from the URL of the page at `path`.
    pub(crate) fn at(path: &str) -> Self {
        let search = use_location().search;
        let navigate: Navigate = Rc::new(use_navigate());
        Self {
            now: memo(move || S::parse(&search.get())),
            page: StoredValue::new_local((path.to_owned(), navigate)),
        }
    }

    /// Goes to another state, without scrolling.
    pub(crate) fn go(self, state: &S, history: History) {
        go(self.page, &state.to_query(), history);
    }

    /// Goes to another page of the list.
    pub(crate) fn go_to_page(self, page: i64, history: History) {
        self.go(&self.now.get_untracked().at_page(page), history);
    }

    /// Goes to the last page when the list is shorter than the URL says.
    pub(super) fn keep_within<T: Clone + Send + Sync + 'static>(self, list: Query<Liste<T>>) {
        effect(move || {
            if list.pending() || list.error().is_some() {
                return;
            }
            let page = list
                .with(|list| list.and_then(|list| last_page_instead(&list.pagination, list.data.is_empty())));
            if let Some(page) = page {
                self.go_to_page(page, History::Replace);
            }
        });
    }
}

/// Implements [`Address::go`] without the type of the state, so that it is compiled once. A page that was left goes
/// nowhere.
fn go(page: Page, query: &QueryString, history: History) {
    let options =
        NavigateOptions { replace: history == History::Replace, scroll: false, ..Default::default() };
    let _ = page.try_with_value(|(path, navigate)| navigate(&query.after(path), options));
}
