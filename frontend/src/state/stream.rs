//! The live stream of the service: one connection for all the tabs of a browser, kept alive, and what it says passed on.
//!
//! One tab leads (it holds a lock of the browser) and owns the connection; it repeats what it hears to the others on a
//! channel. When it closes, another gets the lock and goes on from the last event that it heard itself.

mod backoff;
mod engine;
mod lease;
mod message;
mod silence;
mod source;

use std::rc::Rc;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use self::engine::Engine;
use self::message::Message;
use super::auth_session::use_auth_session;
use super::invalidation::{Topic, invalidate};
use super::live_actions::{LiveActions, use_live_actions};
use super::notifications::{NotificationsState, use_notifications};
use crate::reactive::{effect_after, memo};

/// Whether what is shown is up to date by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum StreamState {
    /// Connected.
    Live,
    /// Being connected, or again.
    Reconnecting,
    /// Given up for now: the network or the service is away.
    Offline,
}

/// The stream's state, to read.
#[derive(Clone, Copy)]
pub(crate) struct Stream {
    state: RwSignal<StreamState>,
}

impl Stream {
    /// The state (tracked).
    pub(crate) fn state(self) -> StreamState {
        self.state.get()
    }
}

/// Where what the stream says goes.
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

    /// Events may have been missed: everything shown is read again.
    fn resync(self) {
        self.live_actions.forget();
        invalidate(&Topic::Everything);
    }

    fn event(self, message: Message) {
        match message {
            Message::Notification(notification) => self.notifications.arrived(*notification),
            Message::Counts(counts) => self.notifications.counted(counts.non_lues),
            Message::Action(action) => self.live_actions.told(*action),
            Message::Record(Some(id)) => {
                invalidate(&Topic::Prospects);
                invalidate(&Topic::Prospect(id));
            }
            // The open record may be one of them.
            Message::Record(None) => invalidate(&Topic::Everything),
            Message::Resync => self.resync(),
            Message::Beat => {}
        }
    }
}

/// Makes the stream available: it runs while somebody is logged in.
pub(super) fn provide() {
    let session = use_auth_session();
    let stream = Stream { state: RwSignal::new(StreamState::Reconnecting) };
    let sink = Sink { stream, notifications: use_notifications(), live_actions: use_live_actions() };
    let logged_in = memo(move || session.user().map(|user| user.id_utilisateur));
    effect_after(move |running: Option<Option<Rc<Engine>>>| {
        // The former engine goes first: it holds the lock.
        drop(running);
        logged_in.get().map(|_| {
            sink.state(StreamState::Reconnecting);
            sink.notifications.refresh();
            Engine::start(sink)
        })
    });
    provide_context(stream);
}

/// The stream.
pub(crate) fn use_stream() -> Stream {
    expect_context()
}
