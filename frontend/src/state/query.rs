//! The one way to read from the service: keeps what is shown while it reads again, knows when to draw a skeleton, when
//! to say that something failed, and what makes it read again.
//!
//! The machinery knows neither the key's type nor the data's: it is compiled once, not once for each query, which is
//! what keeps the bundle small. This file is the typed face of it.

mod engine;

use std::any::Any;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::*;

use self::engine::{Data, Key, Plan, Shown};
use super::invalidation::Topic;
use crate::api::ApiError;
use crate::ui::Failure;

/// What becomes of the data when the key changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// It stays until the new data is there: the next page of a list.
    Across,
    /// It goes at once: another record must not be shown under the new one's name.
    SameKey,
}

/// A resource of the service, as the page knows it. All readings are tracked.
pub(crate) struct Query<T> {
    shown: Shown,
    data: PhantomData<fn() -> T>,
}

impl<T> Clone for Query<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Query<T> {}

impl<T: Clone + Send + Sync + 'static> Query<T> {
    /// The data, as read last.
    pub(crate) fn get(self) -> Option<T> {
        self.with(Option::<&T>::cloned)
    }

    /// Looks at the data without copying it.
    pub(crate) fn with<R>(self, look: impl FnOnce(Option<&T>) -> R) -> R {
        let data = self.shown.data();
        look(data.as_deref().and_then(|data| data.downcast_ref()))
    }

    /// Why the last reading failed; older data may still be there.
    pub(crate) fn error(self) -> Option<ApiError> {
        self.shown.error.get()
    }

    /// The failure to show above older data, when there is some.
    pub(crate) fn stale_failure(self) -> Option<Failure> {
        self.shown.failure(true)
    }

    /// The failure to show instead of the data, when there is none.
    pub(crate) fn failure(self) -> Option<Failure> {
        self.shown.failure(false)
    }

    /// Whether a reading is under way.
    pub(crate) fn pending(self) -> bool {
        self.shown.pending.get()
    }

    /// Whether there is nothing to show yet, and it has lasted long enough to say so.
    pub(crate) fn skeleton(self) -> bool {
        self.shown.slow.get() && self.shown.data().is_none()
    }

    /// Whether what is shown belongs to another key, and it has lasted long enough to say so.
    pub(crate) fn stale(self) -> bool {
        self.shown.slow.get() && self.shown.stale.get()
    }

    /// Reads again now.
    pub(crate) fn refetch(self) {
        self.shown.refetch.run(());
    }
}

/// Reads `fetch(key)` and keeps it up to date: when the key changes, and when something that `concerns` it happens.
/// A key of `None` reads nothing and shows nothing. A new key ends the reading of the old one.
pub(crate) fn query<K, T, F>(
    keep: Keep,
    key: impl Fn() -> Option<K> + Send + Sync + 'static,
    concerns: impl Fn(&K, &Topic) -> bool + 'static,
    fetch: impl Fn(K) -> F + 'static,
) -> Query<T>
where
    K: Clone + PartialEq + Send + Sync + 'static,
    T: Clone + PartialEq + Send + Sync + 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let shown = engine::start(Plan {
        keep,
        key: Box::new(move || key().map(Key::new)),
        concerns: Box::new(move |key, topic| key.downcast_ref().is_some_and(|key| concerns(key, topic))),
        fetch: Box::new(move |key| {
            let reading = key.downcast_ref::<K>().cloned().map(&fetch);
            Box::pin(async move {
                let data = reading.ok_or(ApiError::Decode)?.await?;
                Ok(Arc::new(data) as Data)
            })
        }),
        same: |one, other| one.downcast_ref::<T>() == other.downcast_ref::<T>(),
    });
    Query { shown, data: PhantomData }
}

/// Data without its type.
type Erased = dyn Any + Send + Sync;
