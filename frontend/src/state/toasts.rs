//! Short messages at the edge of the page. A failure stays until it is dismissed; the others leave after a while.

use leptos::prelude::*;

use crate::model::tone::Tone;

/// Older ones leave when there are more: a wall of messages is not read.
const AT_MOST: usize = 4;

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Toast {
    /// How it looks and how long it stays.
    pub(crate) tone: Tone,
    /// What happened, in a few words.
    pub(crate) title: String,
    /// What happened, in a sentence.
    pub(crate) message: Option<String>,
    /// Address and wording of a link to what it speaks of.
    pub(crate) link: Option<(String, String)>,
}

impl Toast {
    fn new(tone: Tone, title: impl Into<String>) -> Self {
        Self { tone, title: title.into(), message: None, link: None }
    }

    /// Something happened.
    pub(crate) fn info(title: impl Into<String>) -> Self {
        Self::new(Tone::Info, title)
    }

    /// Something failed.
    pub(crate) fn error(title: impl Into<String>) -> Self {
        Self::new(Tone::Danger, title)
    }

    /// With a sentence.
    #[must_use]
    pub(crate) fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Whether it waits to be dismissed.
    pub(crate) fn stays(&self) -> bool {
        self.tone == Tone::Danger
    }
}

/// The messages shown, oldest first, each with a number of its own.
#[derive(Clone, Copy)]
pub(crate) struct Toasts {
    shown: RwSignal<Vec<(u32, Toast)>>,
    next: StoredValue<u32>,
}

impl Toasts {
    /// Shows a message.
    pub(crate) fn push(self, toast: Toast) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.shown.update(|shown| {
            shown.push((id, toast));
            // A failure that was not read yet is the last to give way.
            while shown.len() > AT_MOST {
                let oldest = shown.iter().position(|(_, toast)| !toast.stays()).unwrap_or(0);
                shown.remove(oldest);
            }
        });
    }

    /// Takes a message away.
    pub(crate) fn dismiss(self, id: u32) {
        self.shown.update(|shown| shown.retain(|(other, _)| *other != id));
    }

    /// The messages shown (tracked).
    pub(crate) fn shown(self) -> Vec<(u32, Toast)> {
        self.shown.get()
    }
}

/// Makes the messages available.
pub(super) fn provide() {
    provide_context(Toasts { shown: RwSignal::new(Vec::new()), next: StoredValue::new(0) });
}

/// The messages.
pub(crate) fn use_toasts() -> Toasts {
    expect_context()
}
