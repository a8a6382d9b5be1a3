//! Reads a list of the open record page by page.

use std::future::Future;

use common::{IdProspect, Liste};
use leptos::prelude::*;

use crate::api::ApiError;
use crate::state::{Keep, Query, Topic, query};

/// The rows of the pages that were read, newest first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Read<T> {
    /// The rows.
    pub(super) rows: Vec<T>,
    /// True when older rows exist.
    pub(super) more: bool,
    pages: i64,
}

/// A list that is read page by page; cheap to copy.
pub(super) struct Pages<T: Send + Sync + 'static> {
    /// The rows.
    pub(super) query: Query<Read<T>>,
    wanted: StoredValue<i64>,
}

impl<T: Send + Sync + 'static> Clone for Pages<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Pages<T> {}

impl<T: Clone + Send + Sync + 'static> Pages<T> {
    /// Reads the next page, unless a page is being read or the last reading failed (tracked).
    pub(super) fn read_on(self) {
        if !self.query.pending() && self.query.error().is_none() {
            self.wanted.update_value(|wanted| *wanted += 1);
            self.query.refetch();
        }
    }
}

/// Creates the list of the record that `open` names. `fetch` fetches one page of it, by number. The next page is read
/// alone; after a change of the record, which shifts the pages, all of them are read again.
pub(super) fn pages<T, F>(
    open: impl Fn() -> Option<IdProspect> + 'static,
    fetch: impl Fn(IdProspect, i64) -> F + Copy + 'static,
) -> Pages<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
    F: Future<Output = Result<Liste<T>, ApiError>> + 'static,
{
    let wanted = StoredValue::new(1);
    let known: StoredValue<Option<(IdProspect, Read<T>)>> = StoredValue::new(None);
    let owner: StoredValue<Option<IdProspect>> = StoredValue::new(None);
    let read = move |id: IdProspect| {
        if owner.with_value(|owner| owner.as_ref() != Some(&id)) {
            owner.set_value(Some(id.clone()));
            wanted.set_value(1);
        }
        let wanted = wanted.get_value();
        // Takes the rows, so that the reading after an interrupted one starts from the first page.
        let before = known.try_update_value(Option::take).flatten();
        let before = before.filter(|(of, read)| *of == id && read.pages < wanted).map(|(_, read)| read);
        async move {
            let mut read = before.unwrap_or_else(|| Read { rows: Vec::new(), more: true, pages: 0 });
            while read.more && read.pages < wanted {
                let list = fetch(id.clone(), read.pages + 1).await?;
                read.pages += 1;
                read.more = read.pages < list.pagination.total_pages;
                read.rows.extend(list.data);
            }
            let _ = known.try_set_value(Some((id, read.clone())));
            Ok(read)
        }
    };
    let query = query(
        Keep::SameKey,
        open,
        |id: &IdProspect, topic| matches!(topic, Topic::Prospect(other) if other == id),
        read,
    );
    Pages { query, wanted }
}
