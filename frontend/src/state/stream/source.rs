//! An open connection: the browser's `EventSource`, closed on drop.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent};

use super::message::{EVENTS, Event};

/// The connection and its listeners.
pub(super) struct Source {
    inner: EventSource,
    _on_event: Closure<dyn FnMut(MessageEvent)>,
    _on_open: Closure<dyn FnMut()>,
    _on_error: Closure<dyn FnMut()>,
}

impl Source {
    /// Opens a connection; `None` when the browser refuses.
    pub(super) fn open(
        url: &str,
        mut on_event: impl FnMut(Event) + 'static,
        on_open: impl FnMut() + 'static,
        on_error: impl FnMut() + 'static,
    ) -> Option<Self> {
        let inner = EventSource::new(url).ok()?;
        let on_event = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            on_event(Event {
                name: event.type_(),
                id: event.last_event_id(),
                data: event.data().as_string().unwrap_or_default(),
            });
        });
        let (on_open, on_error) =
            (Closure::<dyn FnMut()>::new(on_open), Closure::<dyn FnMut()>::new(on_error));
        for name in EVENTS {
            inner.add_event_listener_with_callback(name, on_event.as_ref().unchecked_ref()).ok()?;
        }
        inner.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        inner.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self { inner, _on_event: on_event, _on_open: on_open, _on_error: on_error })
    }

    /// Returns true when the response was not a stream: the browser does not retry then.
    pub(super) fn refused(&self) -> bool {
        self.inner.ready_state() == EventSource::CLOSED
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        self.inner.set_onopen(None);
        self.inner.set_onerror(None);
        self.inner.close();
    }
}
