//! Loads data from the service: keeps the old data during a refresh, shows placeholders and errors when needed, and
//! refreshes on invalidation.

mod reading;

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

pub(crate) use self::reading::Reading;
use super::invalidation::{Topic, on_invalidation};
use super::task::{self, Task};
use crate::api::{ApiError, Reply};
use crate::model::failure::Failure;
use crate::reactive::{Value, effect};

/// Delay before a first load shows placeholders, to avoid flicker.
const SKELETON_AFTER: Duration = Duration::from_millis(150);
/// Delay that merges bursts of events into one request (the end of an action changes its prospect, the list and the
/// counts).
const COALESCE: Duration = Duration::from_millis(80);

/// The fate of the data when the key changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// The old data stays until the new one is loaded, as for the next page of a list.
    Across,
    /// The old data is dropped at once, so that it never appears under another record's name.
    SameKey,
}

/// A resource of the service. All reads are tracked.
pub(crate) struct Query<T> {
    data: RwSignal<Option<Value>>,
    progress: Reading,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Query<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Query<T> {}

impl<T: Clone + 'static> Query<T> {
    /// Returns the last loaded data.
    pub(crate) fn get(self) -> Option<T> {
        self.data.try_get().flatten().as_ref().and_then(Value::look).cloned()
    }

    /// Reads the data without copying it; there is none after the page was left.
    pub(crate) fn with<R>(self, look: impl FnOnce(Option<&T>) -> R) -> R {
        let data = self.data.try_get().flatten();
        look(data.as_ref().and_then(Value::look))
    }

    /// Returns the state of loading, which does not depend on the type of the data.
    pub(crate) fn reading(self) -> Reading {
        self.progress
    }

    /// Returns the error of the last load; older data may still be present.
    pub(crate) fn error(self) -> Option<ApiError> {
        self.progress.error.get()
    }

    /// Returns the failure to show above older data.
    pub(crate) fn stale_failure(self) -> Option<Failure> {
        self.progress.stale_failure()
    }

    /// Returns the failure to show in place of missing data.
    pub(crate) fn failure(self) -> Option<Failure> {
        self.progress.failure()
    }

    /// Returns true while data is loading.
    pub(crate) fn pending(self) -> bool {
        self.progress.pending()
    }

    /// Returns true when placeholders should be shown: no data for longer than the delay.
    pub(crate) fn skeleton(self) -> bool {
        self.progress.skeleton()
    }

    /// Loads again now.
    pub(crate) fn refetch(self) {
        self.progress.refetch();
    }

    /// Loads again soon.
    pub(crate) fn read_again(self) {
        self.progress.with_core(Core::read_again);
    }

    /// Replaces the data by newer data that came another way. A load in progress may be older: another one follows it.
    pub(crate) fn put(self, new: T)
    where
        T: PartialEq + Send + Sync,
    {
        self.progress.with_core(|core| core.put(Value::new(new)));
    }
}

/// A load in progress.
type Request = Pin<Box<dyn Future<Output = Result<Value, ApiError>>>>;

/// The key of a query and its functions.
trait Source {
    /// Reads the key again (tracked); returns true when it changed.
    fn follow(&self) -> bool;
    /// Returns true when there is a key to load.
    fn has_key(&self) -> bool;
    /// Returns true when a change may affect the data.
    fn is_concerned(&self, topic: &Topic) -> bool;
    /// Starts to load, if there is a key.
    fn read(&self) -> Option<Request>;
}

type Concerns<K> = Box<dyn Fn(&K, &Topic) -> bool>;

struct Keyed<K> {
    key: Box<dyn Fn() -> Option<K>>,
    now: RefCell<Option<K>>,
    concerns: Concerns<K>,
    fetch: Box<dyn Fn(K) -> Request>,
}

impl<K: Clone + PartialEq> Source for Keyed<K> {
    fn follow(&self) -> bool {
        let next = (self.key)();
        let changed = *self.now.borrow() != next;
        *self.now.borrow_mut() = next;
        changed
    }

    fn has_key(&self) -> bool {
        self.now.borrow().is_some()
    }

    fn is_concerned(&self, topic: &Topic) -> bool {
        self.now
            .borrow()
            .as_ref()
            .is_some_and(|key| *topic == Topic::Everything || (self.concerns)(key, topic))
    }

    fn read(&self) -> Option<Request> {
        let key = self.now.borrow().clone()?;
        Some((self.fetch)(key))
    }
}

/// The logic of a query, independent of its data type.
struct Core {
    source: Box<dyn Source>,
    data: RwSignal<Option<Value>>,
    keep: Keep,
    progress: Reading,
    task: RefCell<Option<Task>>,
    slow_timer: Cell<Option<TimeoutHandle>>,
    again_timer: Cell<Option<TimeoutHandle>>,
    again: Cell<bool>,
}

/// Loads `fetch(key)` and keeps it up to date: after a change of the key, and after a change that `concerns` it. A
/// key of `None` loads nothing. A new key cancels the previous load.
pub(crate) fn query<K, T, F>(
    keep: Keep,
    key: impl Fn() -> Option<K> + 'static,
    concerns: impl Fn(&K, &Topic) -> bool + 'static,
    fetch: impl Fn(K) -> F + 'static,
) -> Query<T>
where
    K: Clone + PartialEq + 'static,
    T: Clone + PartialEq + Send + Sync + 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let (data, progress) = (RwSignal::new(None), Reading::new());
    let source = Keyed {
        key: Box::new(key),
        now: RefCell::new(None),
        concerns: Box::new(concerns),
        fetch: Box::new(move |key| loading(Box::pin(fetch(key)))),
    };
    Core::run(progress, keep, Box::new(source), data);
    Query { data, progress, of: PhantomData }
}

/// Separate from `query`, so that it is compiled once for each type of data.
fn loading<T: PartialEq + Send + Sync + 'static>(reply: Reply<T>) -> Request {
    Box::pin(async move { reply.await.map(Value::new) })
}

impl Core {
    /// Runs the query while the current component lives.
    fn run(progress: Reading, keep: Keep, source: Box<dyn Source>, data: RwSignal<Option<Value>>) {
        let core = Rc::new(Self {
            source,
            data,
            keep,
            progress,
            task: RefCell::new(None),
            slow_timer: Cell::new(None),
            again_timer: Cell::new(None),
            again: Cell::new(false),
        });
        progress.core.set_value(Some(Rc::clone(&core)));
        effect({
            let core = Rc::clone(&core);
            move || {
                if core.source.follow() {
                    untrack(|| core.key_changed());
                }
            }
        });
        on_invalidation(move |topic| {
            if core.source.is_concerned(topic) {
                core.read_again();
            }
        });
        on_cleanup(move || progress.with_core(|core| core.stop()));
    }

    fn key_changed(self: &Rc<Self>) {
        let progress = self.progress;
        let filled = progress.filled.get_untracked();
        if self.keep == Keep::Across && self.source.has_key() {
            progress.stale.set(filled);
        } else if filled {
            self.data.set(None);
            progress.fill(false);
        }
        progress.error.set(None);
        self.start();
    }

    /// Loads now; a load in progress is cancelled.
    fn start(self: &Rc<Self>) {
        self.stop();
        let Some(reading) = self.source.read() else { return };
        let _ = self.progress.pending.try_set(true);
        let slow = self.progress.slow;
        let timer = set_timeout_with_handle(
            move || {
                let _ = slow.try_set(true);
            },
            SKELETON_AFTER,
        );
        self.slow_timer.set(timer.ok());
        let core = Rc::downgrade(self);
        let task = task::spawn(async move {
            let result = reading.await;
            if let Some(core) = core.upgrade() {
                core.finish(result);
            }
        });
        *self.task.borrow_mut() = Some(task);
    }

    /// Stores data only if it differs, so that unchanged views keep the focus.
    fn store(&self, new: Value) {
        if self.data.with_untracked(|old| old.as_ref() != Some(&new)) {
            self.data.set(Some(new));
        }
    }

    fn put(self: &Rc<Self>, new: Value) {
        let is_filled = self.progress.filled.get_untracked();
        if is_filled {
            self.store(new);
        }
        if !is_filled || self.progress.pending.get_untracked() {
            self.read_again();
        }
    }

    fn finish(self: &Rc<Self>, result: Result<Value, ApiError>) {
        self.stop();
        match result {
            Ok(new) => {
                self.progress.stale.set(false);
                self.progress.error.set(None);
                self.store(new);
                self.progress.fill(true);
            }
            Err(error) => self.progress.error.set(Some(error)),
        }
        if self.again.replace(false) {
            self.read_again();
        }
    }

    /// Loads again soon. A load in progress may miss the change, so another one follows it.
    fn read_again(self: &Rc<Self>) {
        if self.task.borrow().is_some() {
            self.again.set(true);
            return;
        }
        let core = Rc::downgrade(self);
        let timer = set_timeout_with_handle(
            move || {
                if let Some(core) = core.upgrade() {
                    core.start();
                }
            },
            COALESCE,
        );
        if let Some(earlier) = self.again_timer.replace(timer.ok()) {
            earlier.clear();
        }
    }

    /// Cancels everything in progress. Also called on disposal, possibly after that of the signals.
    fn stop(&self) {
        for timer in [self.slow_timer.take(), self.again_timer.take()].into_iter().flatten() {
            timer.clear();
        }
        let task = self.task.borrow_mut().take();
        drop(task);
        let _ = self.progress.pending.try_set(false);
        let _ = self.progress.slow.try_set(false);
    }
}
