//! Forms of a few lines: what was typed in each, what is wrong with it, and what is wrong as a whole.

use leptos::prelude::*;

use super::dialog_form::focus_first_error;
use crate::api::ApiError;
use crate::reactive::effect_after;

/// A line of a form.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    /// What the service calls it.
    name: &'static str,
    /// What was typed.
    pub(crate) value: RwSignal<String>,
    /// What is wrong with it.
    pub(crate) error: RwSignal<Option<String>>,
}

impl Entry {
    fn new(name: &'static str) -> Self {
        let entry = Self { name, value: RwSignal::new(String::new()), error: RwSignal::new(None) };
        // A line that is changed is no longer said to be wrong.
        effect_after(move |before: Option<()>| {
            entry.value.track();
            if before.is_some() && entry.error.with_untracked(Option::is_some) {
                entry.error.set(None);
            }
        });
        entry
    }

    /// What was typed, now, as it was typed.
    pub(crate) fn typed(self) -> String {
        self.value.get_untracked()
    }

    /// What was typed, now, without the spaces around it.
    pub(crate) fn text(self) -> String {
        self.typed().trim().to_owned()
    }
}

/// The form; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Form<const LINES: usize> {
    /// Its lines, in order.
    pub(crate) lines: [Entry; LINES],
    /// What is wrong as a whole.
    pub(crate) failure: RwSignal<Option<String>>,
}

impl<const LINES: usize> Form<LINES> {
    /// An empty form, its lines as the service calls them.
    pub(crate) fn new(names: [&'static str; LINES]) -> Self {
        Self { lines: names.map(Entry::new), failure: RwSignal::new(None) }
    }

    /// Says beside each line what the browser can already tell is wrong with it; whether nothing is.
    pub(crate) fn check(self, wrong: [Option<&str>; LINES]) -> bool {
        self.failure.set(None);
        for (line, wrong) in self.lines.into_iter().zip(wrong) {
            line.error.set(wrong.map(ToOwned::to_owned));
        }
        let right = wrong.iter().all(Option::is_none);
        if !right {
            focus_first_error();
        }
        right
    }

    /// Takes a refusal in; what was typed stays. `false` when the form is gone.
    pub(crate) fn refused(self, error: &ApiError) -> bool {
        let found: Vec<_> = self.lines.into_iter().map(|line| error.field(line.name)).collect();
        let beside = found.iter().any(Option::is_some);
        let there = self.failure.try_set((!beside).then(|| error.message())).is_none();
        if there && beside {
            for (line, wrong) in self.lines.into_iter().zip(found) {
                line.error.set(wrong);
            }
            focus_first_error();
        }
        there
    }
}
