//! State of short forms: value and error of each line, and a general error.

use leptos::prelude::*;

use super::dialog_form::focus_first_error;
use crate::api::ApiError;
use crate::reactive::effect_after;

/// A line of a form.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    /// JSON name of the line.
    name: &'static str,
    /// The typed value.
    pub(crate) value: RwSignal<String>,
    /// The error of the line.
    pub(crate) error: RwSignal<Option<String>>,
}

impl Entry {
    fn new(name: &'static str) -> Self {
        let entry = Self { name, value: RwSignal::new(String::new()), error: RwSignal::new(None) };
        // Editing a line clears its error.
        effect_after(move |before: Option<()>| {
            entry.value.track();
            if before.is_some() && entry.error.with_untracked(Option::is_some) {
                entry.error.set(None);
            }
        });
        entry
    }

    /// Returns the typed value (untracked).
    pub(crate) fn typed(self) -> String {
        self.value.get_untracked()
    }

    /// Returns the typed value without surrounding spaces (untracked).
    pub(crate) fn text(self) -> String {
        self.typed().trim().to_owned()
    }
}

/// State of a form; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Form<const LINES: usize> {
    /// The lines, in order.
    pub(crate) lines: [Entry; LINES],
    /// The general error.
    pub(crate) failure: RwSignal<Option<String>>,
}

impl<const LINES: usize> Form<LINES> {
    /// Creates an empty form with these JSON names.
    pub(crate) fn new(names: [&'static str; LINES]) -> Self {
        Self { lines: names.map(Entry::new), failure: RwSignal::new(None) }
    }

    /// Shows the browser's errors beside each line; returns true when there are none.
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

    /// Shows the errors of a refusal and keeps the typed values. Returns `false` when the form is closed.
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
