//! What all queries do, whatever they read.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use super::{Erased, Keep};
use crate::api::ApiError;
use crate::state::effect::effect;
use crate::state::invalidation::{Topic, on_invalidation};
use crate::state::task::{self, Task};
use crate::ui::Failure;

/// Before that, a first load shows nothing rather than a blink.
const SKELETON_AFTER: Duration = Duration::from_millis(150);
/// Events come in bursts (an action's end changes its prospect, the list and the counts): they make one request.
const COALESCE: Duration = Duration::from_millis(80);

/// What was read.
pub(super) type Data = Arc<Erased>;
/// A reading under way.
pub(super) type Reading = Pin<Box<dyn Future<Output = Result<Data, ApiError>>>>;

/// What is read, without its type; two keys are equal when both type and value are.
#[derive(Clone)]
pub(super) struct Key {
    value: Arc<Erased>,
    same: fn(&Erased, &Erased) -> bool,
}

impl Key {
    /// Hides the type of a key.
    pub(super) fn new<K: PartialEq + Send + Sync + 'static>(key: K) -> Self {
        Self {
            value: Arc::new(key),
            same: |one, other| match (one.downcast_ref::<K>(), other.downcast_ref::<K>()) {
                (Some(one), Some(other)) => one == other,
                _ => false,
            },
        }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        (self.same)(&*self.value, &*other.value)
    }
}

/// How a query reads.
pub(super) struct Plan {
    pub(super) keep: Keep,
    pub(super) key: Box<dyn Fn() -> Option<Key> + Send + Sync>,
    pub(super) concerns: Box<dyn Fn(&dyn Any, &Topic) -> bool>,
    pub(super) fetch: Box<dyn Fn(&dyn Any) -> Reading>,
    pub(super) same: fn(&Erased, &Erased) -> bool,
}

/// What a query shows.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    data: RwSignal<Option<Data>>,
    pub(super) error: RwSignal<Option<ApiError>>,
    pub(super) pending: RwSignal<bool>,
    pub(super) slow: RwSignal<bool>,
    pub(super) stale: RwSignal<bool>,
    pub(super) refetch: UnsyncCallback<()>,
}

impl Shown {
    /// The data, as read last (tracked).
    pub(super) fn data(self) -> Option<Data> {
        self.data.get()
    }

    /// The failure, when there is data (`beside` it) or when there is none.
    pub(super) fn failure(self, beside: bool) -> Option<Failure> {
        self.error.get().filter(|_| self.data().is_some() == beside).map(Failure::from)
    }
}

/// A query.
struct Core {
    plan: Plan,
    key: Memo<Option<Key>>,
    shown: Shown,
    task: RefCell<Option<Task>>,
    slow_timer: Cell<Option<TimeoutHandle>>,
    again_timer: Cell<Option<TimeoutHandle>>,
    again: Cell<bool>,
}

/// Starts a query, which lasts as long as the current component.
pub(super) fn start(mut plan: Plan) -> Shown {
    // The query's own `refetch` needs the core, which needs the query: the slot is filled below.
    let slot: StoredValue<Option<Rc<Core>>, LocalStorage> = StoredValue::new_local(None);
    let with_core = move |run: fn(&Rc<Core>)| {
        if let Some(core) = slot.try_get_value().flatten() {
            run(&core);
        }
    };
    let shown = Shown {
        data: RwSignal::new(None),
        error: RwSignal::new(None),
        pending: RwSignal::new(false),
        slow: RwSignal::new(false),
        stale: RwSignal::new(false),
        refetch: UnsyncCallback::new(move |()| with_core(Core::start)),
    };
    let key = std::mem::replace(&mut plan.key, Box::new(|| None));
    let core = Rc::new(Core {
        plan,
        key: Memo::new(move |_| key()),
        shown,
        task: RefCell::new(None),
        slow_timer: Cell::new(None),
        again_timer: Cell::new(None),
        again: Cell::new(false),
    });
    slot.set_value(Some(Rc::clone(&core)));
    effect({
        let core = Rc::clone(&core);
        move || {
            core.key.track();
            untrack(|| core.key_changed());
        }
    });
    on_invalidation(move |topic| core.told(topic));
    on_cleanup(move || with_core(|core| core.stop()));
    shown
}

impl Core {
    fn current_key(&self) -> Option<Key> {
        self.key.try_get_untracked().flatten()
    }

    fn key_changed(self: &Rc<Self>) {
        let known = self.shown.data.get_untracked().is_some();
        if self.plan.keep == Keep::SameKey || self.current_key().is_none() {
            self.shown.data.set(None);
        } else {
            self.shown.stale.set(known);
        }
        self.shown.error.set(None);
        self.start();
    }

    fn told(self: &Rc<Self>, topic: &Topic) {
        let Some(key) = self.current_key() else { return };
        if *topic == Topic::Everything || (self.plan.concerns)(&*key.value, topic) {
            self.read_again();
        }
    }

    /// Reads now; a reading under way is given up.
    fn start(self: &Rc<Self>) {
        self.stop();
        let Some(key) = self.current_key() else { return };
        self.shown.pending.set(true);
        let slow = self.shown.slow;
        let tell_slow = move || {
            let _ = slow.try_set(true);
        };
        self.slow_timer.set(set_timeout_with_handle(tell_slow, SKELETON_AFTER).ok());
        let reading = (self.plan.fetch)(&*key.value);
        let core = Rc::downgrade(self);
        let task = task::spawn(async move {
            let result = reading.await;
            if let Some(core) = core.upgrade() {
                core.finish(result);
            }
        });
        *self.task.borrow_mut() = Some(task);
    }

    fn finish(self: &Rc<Self>, result: Result<Data, ApiError>) {
        self.stop();
        match result {
            Ok(data) => {
                self.shown.stale.set(false);
                self.shown.error.set(None);
                // What did not change must not be drawn again: it may hold the focus.
                let old = self.shown.data.get_untracked();
                if !old.is_some_and(|old| (self.plan.same)(&*old, &*data)) {
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
        let start = move || {
            if let Some(core) = core.upgrade() {
                core.start();
            }
        };
        let timer = set_timeout_with_handle(start, COALESCE);
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
