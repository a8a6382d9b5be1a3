//! The one way to read from the service: keeps what is shown while it reads again, knows when to draw a skeleton, when
//! to say that something failed, and what makes it read again.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use super::invalidation::{Topic, on_invalidation};
use super::task::{self, Task};
use crate::api::ApiError;
use crate::ui::Failure;

/// Before that, a first load shows nothing rather than a blink.
const SKELETON_AFTER: Duration = Duration::from_millis(150);
/// Events come in bursts (an action's end changes its prospect, the list and the counts): they make one request.
const COALESCE: Duration = Duration::from_millis(80);

/// What becomes of the data when the key changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// It stays until the new data is there: the next page of a list.
    Across,
    /// It goes at once: another record must not be shown under the new one's name.
    SameKey,
}

/// A resource of the service, as the page knows it. All readings are tracked.
pub(crate) struct Query<T: Send + Sync + 'static> {
    data: RwSignal<Option<T>>,
    error: RwSignal<Option<ApiError>>,
    pending: RwSignal<bool>,
    slow: RwSignal<bool>,
    stale: RwSignal<bool>,
    refetch: UnsyncCallback<()>,
}

impl<T: Send + Sync + 'static> Clone for Query<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Query<T> {}

impl<T: Clone + Send + Sync + 'static> Query<T> {
    /// The data, as read last.
    pub(crate) fn get(self) -> Option<T> {
        self.data.get()
    }

    /// Looks at the data without copying it.
    pub(crate) fn with<R>(self, look: impl FnOnce(Option<&T>) -> R) -> R {
        self.data.with(|data| look(data.as_ref()))
    }

    /// Why the last reading failed; older data may still be there.
    pub(crate) fn error(self) -> Option<ApiError> {
        self.error.get()
    }

    /// The failure to show above older data, when there is some.
    pub(crate) fn stale_failure(self) -> Option<Failure> {
        self.error.get().filter(|_| self.data.with(Option::is_some)).map(Failure::from)
    }

    /// The failure to show instead of the data, when there is none.
    pub(crate) fn failure(self) -> Option<Failure> {
        self.error.get().filter(|_| self.data.with(Option::is_none)).map(Failure::from)
    }

    /// Whether a reading is under way.
    pub(crate) fn pending(self) -> bool {
        self.pending.get()
    }

    /// Whether there is nothing to show yet, and it has lasted long enough to say so.
    pub(crate) fn skeleton(self) -> bool {
        self.slow.get() && self.data.with(Option::is_none)
    }

    /// Whether what is shown belongs to another key, and it has lasted long enough to say so.
    pub(crate) fn stale(self) -> bool {
        self.slow.get() && self.stale.get()
    }

    /// Reads again now.
    pub(crate) fn refetch(self) {
        self.refetch.run(());
    }
}

type Fetch<K, T> = Box<dyn Fn(K) -> Reading<T>>;
type Reading<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>>>>;

/// What is done with the core of a query.
type Visit<'a, K, T> = &'a dyn Fn(&Rc<Core<K, T>>);
type Slot<K, T> = StoredValue<Option<Rc<Core<K, T>>>, LocalStorage>;

/// What a query does, apart from what it shows.
struct Core<K: Send + Sync + 'static, T: Send + Sync + 'static> {
    key: Memo<Option<K>>,
    fetch: Fetch<K, T>,
    shown: Query<T>,
    task: RefCell<Option<Task>>,
    slow_timer: Cell<Option<TimeoutHandle>>,
    again_timer: Cell<Option<TimeoutHandle>>,
    again: Cell<bool>,
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
    // The query's own `refetch` needs the core, which needs the query: the slot is filled below.
    let core_slot: Slot<K, T> = StoredValue::new_local(None);
    let with_core = move |run: Visit<'_, K, T>| {
        if let Some(core) = core_slot.try_get_value().flatten() {
            run(&core);
        }
    };
    let shown = Query {
        data: RwSignal::new(None),
        error: RwSignal::new(None),
        pending: RwSignal::new(false),
        slow: RwSignal::new(false),
        stale: RwSignal::new(false),
        refetch: UnsyncCallback::new(move |()| with_core(&|core| core.start())),
    };
    let core = Rc::new(Core {
        key: Memo::new(move |_| key()),
        fetch: Box::new(move |key| Box::pin(fetch(key))),
        shown,
        task: RefCell::new(None),
        slow_timer: Cell::new(None),
        again_timer: Cell::new(None),
        again: Cell::new(false),
    });
    core_slot.set_value(Some(Rc::clone(&core)));
    Effect::new({
        let core = Rc::clone(&core);
        move |_| {
            core.key.track();
            untrack(|| core.key_changed(keep));
        }
    });
    on_invalidation({
        let core = Rc::clone(&core);
        move |topic| {
            let key = core.key.try_get_untracked().flatten();
            if key.is_some_and(|key| *topic == Topic::Everything || concerns(&key, topic)) {
                core.read_again();
            }
        }
    });
    on_cleanup(move || with_core(&|core| core.stop()));
    shown
}

impl<K, T> Core<K, T>
where
    K: Clone + PartialEq + Send + Sync + 'static,
    T: Clone + PartialEq + Send + Sync + 'static,
{
    fn key_changed(self: &Rc<Self>, keep: Keep) {
        let nothing = self.key.with_untracked(Option::is_none);
        if nothing || keep == Keep::SameKey {
            self.shown.data.set(None);
        } else {
            self.shown.stale.set(self.shown.data.with_untracked(Option::is_some));
        }
        self.shown.error.set(None);
        self.start();
    }

    /// Reads now; a reading under way is given up.
    fn start(self: &Rc<Self>) {
        self.stop();
        let Some(key) = self.key.try_get_untracked().flatten() else { return };
        self.shown.pending.set(true);
        let slow = self.shown.slow;
        let timer = set_timeout_with_handle(
            move || {
                let _ = slow.try_set(true);
            },
            SKELETON_AFTER,
        );
        self.slow_timer.set(timer.ok());
        let reading = (self.fetch)(key);
        let core = Rc::downgrade(self);
        let task = task::spawn(async move {
            let result = reading.await;
            if let Some(core) = core.upgrade() {
                core.finish(result);
            }
        });
        *self.task.borrow_mut() = Some(task);
    }

    fn finish(self: &Rc<Self>, result: Result<T, ApiError>) {
        self.stop();
        match result {
            Ok(data) => {
                self.shown.stale.set(false);
                self.shown.error.set(None);
                // What did not change must not be drawn again: it may hold the focus.
                if self.shown.data.with_untracked(|old| old.as_ref() != Some(&data)) {
                    self.shown.data.set(Some(data));
                }
            }
            Err(error) => self.shown.error.set(Some(error)),
        }
        if self.again.replace(false) {
            self.read_again();
        }
    }

    /// Reads soon. What happens while a reading is under way may be missing from it: it is followed by another one.
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

    /// Ends what is under way. Called as well when the component goes, with its signals or after them.
    fn stop(&self) {
        for timer in [self.slow_timer.take(), self.again_timer.take()].into_iter().flatten() {
            timer.clear();
        }
        let task = self.task.borrow_mut().take();
        drop(task);
        let _ = self.shown.pending.try_set(false);
        let _ = self.shown.slow.try_set(false);
    }
}
