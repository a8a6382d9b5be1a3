//! Toasts: short messages at the edge of the page. A failure stays until it is dismissed; others disappear after a
//! delay.

use leptos::prelude::*;

use crate::model::tone::Tone;

/// Maximum number of toasts; older ones are removed.
const AT_MOST: usize = 4;

/// A toast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Toast {
    /// Tone, which decides the look and the display time.
    pub(crate) tone: Tone,
    /// Short title.
    pub(crate) title: String,
    /// Sentence with details.
    pub(crate) message: Option<String>,
    /// Path and label of a link.
    pub(crate) link: Option<(String, String)>,
}

impl Toast {
    fn new(tone: Tone, title: impl Into<String>) -> Self {
        Self { tone, title: title.into(), message: None, link: None }
    }

    /// Creates a toast about an event.
    pub(crate) fn info(title: impl Into<String>) -> Self {
        Self::new(Tone::Info, title)
    }

    /// Creates a toast about a failure.
    pub(crate) fn error(title: impl Into<String>) -> Self {
        Self::new(Tone::Danger, title)
    }

    /// Adds a sentence.
    #[must_use]
    pub(crate) fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Returns true when it stays until it is dismissed.
    pub(crate) fn stays(&self) -> bool {
        self.tone == Tone::Danger
    }
}

/// State of the toasts, oldest first, each with a number.
#[derive(Clone, Copy)]
pub(crate) struct Toasts {
    shown: RwSignal<Vec<(u32, Toast)>>,
    next: StoredValue<u32>,
}

impl Toasts {
    /// Shows a toast.
    pub(crate) fn push(self, toast: Toast) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.shown.update(|shown| {
            shown.push((id, toast));
            // Unread failures are removed last.
            while shown.len() > AT_MOST {
                let oldest = shown.iter().position(|(_, toast)| !toast.stays()).unwrap_or(0);
                shown.remove(oldest);
            }
        });
    }

    /// Removes a toast.
    pub(crate) fn dismiss(self, id: u32) {
        self.shown.update(|shown| shown.retain(|(other, _)| *other != id));
    }

    /// Returns the toasts (tracked).
    pub(crate) fn shown(self) -> Vec<(u32, Toast)> {
        self.shown.get()
    }
}

/// Provides the toasts.
pub(super) fn provide() {
    provide_context(Toasts { shown: RwSignal::new(Vec::new()), next: StoredValue::new(0) });
}

/// Returns the toasts.
pub(crate) fn use_toasts() -> Toasts {
    expect_context()
}
