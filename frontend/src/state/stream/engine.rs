//! Keeps the connection alive: leads or follows, reconnects, detects silence and resumes after sleep.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;

use leptos::ev;
use leptos::leptos_dom::helpers::{IntervalHandle, TimeoutHandle, WindowListenerHandle};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

use super::backoff::{HOPELESS, delay_ms};
use super::lease::Lease;
use super::message::{Event, Word};
use super::silence::{Duty, EVERY, Silence};
use super::source::Source;
use super::{Sink, StreamState};
use crate::api::{self, json};

const CHANNEL: &str = "admissions-flux";

/// The stream of one tab.
pub(super) struct Engine {
    me: Weak<Engine>,
    sink: Sink,
    channel: RefCell<Option<Channel>>,
    lease: RefCell<Option<Lease>>,
    leads: Cell<bool>,
    source: RefCell<Option<Source>>,
    last_id: RefCell<Option<String>>,
    silence: RefCell<Silence>,
    failures: Cell<u32>,
    /// True once this tab has heard its leader. The page loads its data earlier, and may miss events until then.
    joined: Cell<bool>,
    retry: Cell<Option<TimeoutHandle>>,
    watch: Cell<Option<IntervalHandle>>,
    listeners: RefCell<Vec<WindowListenerHandle>>,
}

/// The channel between tabs, closed on drop.
struct Channel {
    inner: BroadcastChannel,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.inner.close();
    }
}

impl Engine {
    /// Starts following the service; dropping the engine ends it.
    pub(super) fn start(sink: Sink) -> Rc<Self> {
        let engine = Rc::new_cyclic(|me: &Weak<Self>| Self {
            me: me.clone(),
            sink,
            channel: RefCell::new(None),
            lease: RefCell::new(None),
            leads: Cell::new(false),
            source: RefCell::new(None),
            last_id: RefCell::new(None),
            silence: RefCell::new(Silence::new(js_sys::Date::now())),
            failures: Cell::new(0),
            joined: Cell::new(false),
            retry: Cell::new(None),
            watch: Cell::new(None),
            listeners: RefCell::new(Vec::new()),
        });
        engine.listen_to_the_machine();
        engine.join(false);
        engine
    }

    /// Returns a closure that runs on this engine if it still exists.
    fn later(&self, run: impl Fn(&Self) + 'static) -> impl Fn() + 'static {
        let me = self.me.clone();
        move || {
            if let Some(engine) = me.upgrade() {
                run(&engine);
            }
        }
    }

    /// Requests the lead. In a browser without locks or channels, each tab leads.
    fn join(&self, steal: bool) {
        if self.channel.borrow().is_none() {
            *self.channel.borrow_mut() = self.open_channel();
        }
        let together = self.channel.borrow().is_some();
        let lease = together
            .then(|| Lease::acquire(steal, self.later(Self::lead), self.later(Self::lost_the_lead)))
            .flatten();
        let alone = lease.is_none();
        let former = self.lease.replace(lease);
        drop(former);
        if alone {
            self.lead();
        } else {
            self.tell(&Word::Hello);
        }
    }

    fn lead(&self) {
        self.leads.set(true);
        // Other tabs expect a message of their leader; a new leader sends one so that it is not replaced.
        self.tell_state();
        self.connect();
    }

    /// Runs when the request for the lock fails. A tab that led has lost the lock to another tab, and waits for it
    /// again. A tab that did not lead can't get a lock in this browser, so it leads by itself.
    fn lost_the_lead(&self) {
        if !self.leads.replace(false) {
            return self.lead();
        }
        self.disconnect();
        self.join(false);
        // Another tab takes the lock only from a leader that does not answer: this tab may have missed events.
        self.sink.resync();
    }

    fn open_channel(&self) -> Option<Channel> {
        let inner = BroadcastChannel::new(CHANNEL).ok()?;
        let me = self.me.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            if let (Some(engine), Ok(word)) = (me.upgrade(), json::decode(&text)) {
                engine.told_by_a_tab(word);
            }
        });
        inner.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Some(Channel { inner, _on_message: on_message })
    }

    fn tell(&self, word: &Word) {
        if let (Some(channel), Ok(text)) = (&*self.channel.borrow(), serde_json::to_string(word)) {
            let _ = channel.inner.post_message(&text.into());
        }
    }

    fn tell_state(&self) {
        let (state, last_id) = (self.sink.stream.state.get_untracked(), self.last_id.borrow().clone());
        self.tell(&Word::State { state, last_id });
    }

    fn told_by_a_tab(&self, word: Word) {
        match word {
            Word::Hello if self.leads.get() => {
                self.tell_state();
                self.hurry();
            }
            Word::Hello => {}
            // Two tabs lead: the browser will soon tell which one holds the lock, or it has no locks.
            _ if self.leads.get() => {}
            word => self.told_by_the_leader(word),
        }
    }

    fn told_by_the_leader(&self, word: Word) {
        self.hears();
        let first = !self.joined.replace(true);
        match word {
            Word::Event(event) => self.take(event),
            Word::State { state, last_id } => {
                if last_id.is_some() {
                    *self.last_id.borrow_mut() = last_id;
                }
                self.sink.state(state);
            }
            Word::Resumed => return self.sink.resync(),
            Word::Hello => {}
        }
        if first {
            self.sink.resync();
        }
    }

    fn hears(&self) {
        self.silence.borrow_mut().heard(js_sys::Date::now());
    }

    fn connect(&self) {
        self.disconnect();
        let url = api::notifications::stream_url(self.last_id.borrow().as_deref());
        let me = self.me.clone();
        let on_event = move |event: Event| {
            if let Some(engine) = me.upgrade() {
                engine.heard(event);
            }
        };
        let source = Source::open(&url, on_event, self.later(Self::connected), self.later(Self::broken));
        let failed = source.is_none();
        *self.source.borrow_mut() = source;
        self.hears();
        if failed {
            self.broken();
        }
    }

    fn disconnect(&self) {
        if let Some(retry) = self.retry.take() {
            retry.clear();
        }
        let source = self.source.borrow_mut().take();
        drop(source);
    }

    fn connected(&self) {
        self.hears();
        self.set_state(StreamState::Live);
        // The service repeats only notifications: other events since the page loaded its data are lost.
        self.sink.resync();
        self.tell(&Word::Resumed);
    }

    fn broken(&self) {
        let refused = self.source.borrow().as_ref().is_some_and(Source::refused);
        self.disconnect();
        if refused {
            // A stream error has no reason. A plain request reveals it, and ends the login if that is the cause.
            spawn_local(async { drop(api::notifications::counts().await) });
        }
        let failures = self.failures.get();
        self.failures.set(failures.saturating_add(1));
        let hopeless = failures + 1 >= HOPELESS || !window().navigator().on_line();
        self.set_state(if hopeless { StreamState::Offline } else { StreamState::Reconnecting });
        let delay = Duration::from_secs_f64(delay_ms(failures, js_sys::Math::random()) / 1000.0);
        self.retry.set(set_timeout_with_handle(self.later(Self::connect), delay).ok());
    }

    fn set_state(&self, state: StreamState) {
        self.sink.state(state);
        self.tell_state();
    }

    fn heard(&self, event: Event) {
        self.hears();
        // The counter is reset only now, because a connection that opens and ends at once counts as a failure.
        self.failures.set(0);
        self.tell(&Word::Event(event.clone()));
        self.take(event);
    }

    fn take(&self, event: Event) {
        let message = event.read();
        if !event.id.is_empty() {
            *self.last_id.borrow_mut() = Some(event.id);
        }
        if let Some(message) = message {
            self.sink.event(message);
        }
    }

    fn listen_to_the_machine(&self) {
        let watch = set_interval_with_handle(self.later(Self::look), EVERY);
        self.watch.set(watch.ok());
        let (online, visible, offline) =
            (self.later(Self::woke), self.later(Self::woke), self.later(Self::network_gone));
        *self.listeners.borrow_mut() = vec![
            window_event_listener(ev::online, move |_| online()),
            window_event_listener(ev::offline, move |_| offline()),
            window_event_listener(ev::visibilitychange, move |_| {
                if !document().hidden() {
                    visible();
                }
            }),
        ];
    }

    fn look(&self) {
        let duty = self.silence.borrow_mut().look(js_sys::Date::now(), self.leads.get());
        match duty {
            Duty::Nothing => {}
            Duty::Connect => {
                self.set_state(StreamState::Reconnecting);
                self.connect();
            }
            Duty::CatchUp => {
                self.sink.resync();
                self.tell(&Word::Hello);
            }
            Duty::Ask => self.tell(&Word::Hello),
            Duty::TakeOver => self.join(true),
        }
    }

    /// Handles a wake-up of the machine or tab, or the return of the network, without waiting for the next attempt.
    fn woke(&self) {
        if self.leads.get() {
            self.hurry();
        } else {
            // A hidden leader has slow timers: this message makes it connect at once for the visible tabs.
            self.tell(&Word::Hello);
        }
        self.look();
    }

    /// Connects now if a connection was scheduled.
    fn hurry(&self) {
        let waiting = self.source.borrow().is_none();
        if waiting {
            self.connect();
        }
    }

    fn network_gone(&self) {
        if self.leads.get() {
            self.broken();
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.disconnect();
        if let Some(watch) = self.watch.take() {
            watch.clear();
        }
        for listener in self.listeners.borrow_mut().drain(..) {
            listener.remove();
        }
    }
}
