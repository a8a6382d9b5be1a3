//! Live stream of the service: one connection shared by all tabs of a browser, kept alive, with its events dispatched
//! to the state.
//!
//! One tab leads: it holds a browser lock, owns the connection and repeats its events to the others on a channel.
//! When it closes, another tab gets the lock and resumes from the last event that it received.

mod backoff;
mod engine;
mod lease;
mod message;
mod silence;
mod source;

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use self::engine::Engine;
use self::message::Message;
use super::auth_session::use_auth_session;
use super::invalidation::{Topic, announce, invalidate};
use super::live_actions::{LiveActions, use_live_actions};
use super::notifications::{NotificationsState, use_notifications};
use super::task::{self, Task};
use crate::reactive::{effect_after, memo};
use leptos::wasm_split::SplitLoaderError;

/// The state of the live connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum StreamState {
    /// Connected.
    Live,
    /// Connecting or reconnecting.
    Reconnecting,
    /// Given up for now: the network or the service is unavailable.
    Offline,
}

/// State of the stream; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Stream {
    state: RwSignal<StreamState>,
}

impl Stream {
    /// Returns the state (tracked).
    pub(crate) fn state(self) -> StreamState {
        self.state.get()
    }
}

/// The targets of the stream's events.
#[derive(Clone, Copy)]
struct Sink {
    stream: Stream,
    notifications: NotificationsState,
    live_actions: LiveActions,
}

impl Sink {
    fn state(self, state: StreamState) {
        if self.stream.state.get_untracked() != state {
            self.stream.state.set(state);
        }
    }

    /// Refreshes everything, because events may have been missed.
    fn resync(self) {
        self.live_actions.forget();
        invalidate(&Topic::Everything);
    }

    fn event(self, message: Message) {
        match message {
            Message::Notification(notification) => self.notifications.arrived(*notification),
            Message::Counts(counts) => self.notifications.counted(counts.non_lues),
            Message::Action(action) => {
                self.notifications.heard(&action);
                self.live_actions.told(*action, announce);
            }
            Message::Record(Some(id)) => {
                announce(&Topic::Prospects);
                announce(&Topic::Prospect(id));
                announce(&Topic::Candidats);
            }
            // The open record may be one of them.
            Message::Record(None) => announce(&Topic::Everything),
            Message::Lot(id, told) => {
                invalidate(&Topic::LotTold(id, told));
                announce(&Topic::LotRows(id));
            }
            Message::Catalogue => announce(&Topic::Catalogue),
            Message::Resync => self.resync(),
            Message::Beat => {}
        }
    }
}

/// Delay before the engine's code is loaded again after a failure.
const FETCH_AGAIN: Duration = Duration::from_secs(5);

/// The engine, whose code is loaded while the page is drawn; dropping it ends the stream.
struct Following {
    sink: Sink,
    fetching: RefCell<Option<Task>>,
    again: RefCell<Option<TimeoutHandle>>,
    engine: RefCell<Option<Box<dyn Any>>>,
}

impl Following {
    fn start(sink: Sink) -> Rc<Self> {
        let following = Rc::new(Self {
            sink,
            fetching: RefCell::new(None),
            again: RefCell::new(None),
            engine: RefCell::new(None),
        });
        following.fetch();
        following
    }

    fn fetch(self: &Rc<Self>) {
        let me = Rc::downgrade(self);
        let sink = self.sink;
        let task = task::spawn(async move {
            let fetched = engine(sink).await;
            let Some(me) = me.upgrade() else { return };
            match fetched {
                Ok(engine) => *me.engine.borrow_mut() = Some(engine),
                Err(_) => me.fetch_later(),
            }
        });
        *self.fetching.borrow_mut() = Some(task);
    }

    fn fetch_later(self: &Rc<Self>) {
        self.sink.state(StreamState::Offline);
        let me = Rc::downgrade(self);
        let again = move || {
            if let Some(me) = me.upgrade() {
                me.fetch();
            }
        };
        *self.again.borrow_mut() = set_timeout_with_handle(again, FETCH_AGAIN).ok();
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        if let Some(again) = self.again.take() {
            again.clear();
        }
    }
}

/// Loads and starts the engine, in a separate part so that rows are drawn first.
#[expect(clippy::unnecessary_wraps, reason = "what can fail is the loading, which the macro adds")]
async fn engine(sink: Sink) -> Result<Box<dyn Any>, SplitLoaderError> {
    #[leptos::wasm_split::wasm_split(flux, wasm_split_path = ::leptos::wasm_split, fallible)]
    fn start(sink: Sink) -> Result<Box<dyn Any>, SplitLoaderError> {
        Ok(Box::new(Engine::start(sink)))
    }
    start(sink).await
}

/// Provides the stream, which runs while a person is logged in.
pub(super) fn provide() {
    let session = use_auth_session();
    let stream = Stream { state: RwSignal::new(StreamState::Reconnecting) };
    let (notifications, live_actions) = (use_notifications(), use_live_actions());
    let sink = Sink { stream, notifications, live_actions };
    let logged_in = memo(move || session.logged_in().map(|user| user.id_utilisateur));
    effect_after(move |running: Option<Option<Rc<Following>>>| {
        // Dropped first, because the former engine holds the lock.
        drop(running);
        sink.state(StreamState::Reconnecting);
        logged_in.get().map(|_| {
            // The end of actions since the last session may have been missed.
            sink.live_actions.forget();
            sink.notifications.refresh();
            Following::start(sink)
        })
    });
    provide_context(stream);
}

/// Returns the stream.
pub(crate) fn use_stream() -> Stream {
    expect_context()
}
