//! The state of a list in the address of its page, and the way to another state.

use std::rc::Rc;

use common::Liste;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use crate::model::url_state::{UrlState, last_page_instead};
use crate::reactive::{effect, memo};
use crate::state::Query;

/// The state; a handle, cheap to copy.
pub(crate) struct Address<S: Send + Sync + 'static> {
    /// The state that the address holds.
    pub(crate) now: Memo<S>,
    path: &'static str,
    navigate: StoredValue<Navigate, LocalStorage>,
}

type Navigate = Rc<dyn Fn(&str, NavigateOptions)>;

impl<S: Send + Sync + 'static> Clone for Address<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Send + Sync + 'static> Copy for Address<S> {}

/// Way in which a move enters the browser's history.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum History {
    /// "Back" returns to where one was.
    Push,
    /// One step among many of the same walk: "back" leaves the walk.
    Replace,
}

impl<S: UrlState> Address<S> {
    /// The state that the address of the page at `path` holds.
    pub(crate) fn at(path: &'static str) -> Self {
        let search = use_location().search;
        let navigate: Navigate = Rc::new(use_navigate());
        Self { now: memo(move || S::parse(&search.get())), path, navigate: StoredValue::new_local(navigate) }
    }

    /// Goes to another state. The list never scrolls by itself.
    pub(crate) fn go(self, state: &S, history: History) {
        let options =
            NavigateOptions { replace: history == History::Replace, scroll: false, ..Default::default() };
        let address = state.to_query().after(self.path);
        self.navigate.with_value(|navigate| navigate(&address, options));
    }

    /// Goes to another page of the list.
    pub(crate) fn go_to_page(self, page: i64, history: History) {
        self.go(&self.now.get_untracked().at_page(page), history);
    }

    /// Goes to the last page when the list became shorter than the address says.
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
