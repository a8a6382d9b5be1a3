//! The form of every page: its lines, their errors, the error as a whole, and the answer of the service.

use std::future::Future;

use leptos::prelude::*;

use super::dialog_form::focus_first_error;
use crate::api::ApiError;
use crate::model::fields;
use crate::reactive::effect_after;
use crate::state::toasts::Toasts;
use crate::state::{Mutation, Toast, mutation, use_toasts};

/// A line of a form.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    /// Name in the request's JSON.
    name: &'static str,
    /// Typed or chosen value; empty for none.
    pub(crate) value: RwSignal<String>,
    /// Its error.
    pub(crate) error: RwSignal<Option<String>>,
    /// Value that the page itself wrote last.
    written: StoredValue<Option<String>>,
}

impl Entry {
    fn new(name: &'static str, value: String) -> Self {
        let entry = Self {
            name,
            value: RwSignal::new(value),
            error: RwSignal::new(None),
            written: StoredValue::new(None),
        };
        // A line that somebody changes is no longer said to be wrong.
        effect_after(move |before: Option<()>| {
            let ours =
                entry.value.with(|now| entry.written.with_value(|written| written.as_ref() == Some(now)));
            if before.is_some() && !ours && entry.error.with_untracked(Option::is_some) {
                entry.error.set(None);
            }
        });
        entry
    }

    /// The value, now, as it was typed.
    pub(crate) fn typed(self) -> String {
        self.value.get_untracked()
    }

    /// The value, now, without the spaces around it.
    pub(crate) fn text(self) -> String {
        self.typed().trim().to_owned()
    }

    /// Writes a value that nobody typed: the error of the line stays.
    pub(crate) fn write(self, value: String) {
        self.written.set_value(Some(value.clone()));
        self.value.set(value);
    }
}

/// State of a form; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Form<const LINES: usize> {
    /// The lines, in order.
    pub(crate) lines: [Entry; LINES],
    /// Error as a whole.
    pub(crate) failure: RwSignal<Option<String>>,
}

impl<const LINES: usize> Form<LINES> {
    /// An empty form, its lines as the service calls them; `a|b` is a line that it calls by either name.
    pub(crate) fn new(names: [&'static str; LINES]) -> Self {
        Self { lines: names.map(|name| Entry::new(name, String::new())), failure: RwSignal::new(None) }
    }

    /// With these values in its lines.
    #[must_use]
    pub(crate) fn filled(self, values: [String; LINES]) -> Self {
        for (line, value) in self.lines.into_iter().zip(values) {
            line.value.set(value);
        }
        self
    }

    /// The values of its lines, for a draft.
    pub(crate) fn values(self) -> Vec<RwSignal<String>> {
        self.lines.map(|line| line.value).to_vec()
    }

    /// Shows the errors that the browser can already tell beside their lines. Returns whether there are none.
    pub(crate) fn check(self, wrong: [Option<&str>; LINES]) -> bool {
        let right = wrong.iter().all(Option::is_none);
        self.tell(wrong.map(|wrong| wrong.map(ToOwned::to_owned)), None);
        right
    }

    /// Shows the errors of a refusal and keeps the typed values. Returns `false` when the form is closed.
    pub(crate) fn refused(self, error: &ApiError) -> bool {
        self.refused_as(error, error.message())
    }

    /// Takes a refusal in; `text` stands for a refusal that names no field. `false` when the form is gone.
    pub(crate) fn refused_as(self, error: &ApiError, text: String) -> bool {
        let erreurs = error.problem().map(|problem| problem.erreurs.as_slice()).unwrap_or_default();
        let (beside, rest) = fields::sort(&self.lines.map(|line| line.name), erreurs);
        tell(&self.lines, beside, self.failure, if erreurs.is_empty() { Some(text) } else { rest })
    }

    /// Shows errors, beside the lines and as a whole. `false` when the form is gone.
    pub(crate) fn tell(self, beside: [Option<String>; LINES], rest: Option<String>) -> bool {
        tell(&self.lines, beside.into(), self.failure, rest)
    }

    /// Sends something: `done` gets the answer. A refusal is said in the form, or, when it is gone, in a message under
    /// the title `failed`.
    pub(crate) fn sending<I, T, F>(
        self,
        run: impl Fn(I) -> F + 'static,
        failed: &'static str,
        done: impl Fn(T) + Clone + 'static,
    ) -> Mutation<I>
    where
        I: 'static,
        T: 'static,
        F: Future<Output = Result<T, ApiError>> + 'static,
    {
        let toasts = use_toasts();
        mutation(run, move |result: Result<T, ApiError>| match result {
            Ok(answer) => done(answer),
            Err(error) => {
                if !self.refused(&error) {
                    say(toasts, failed, error.message());
                }
            }
        })
    }
}

/// Apart from the form, so that it is compiled once for all numbers of lines.
fn tell(
    lines: &[Entry],
    beside: Vec<Option<String>>,
    failure: RwSignal<Option<String>>,
    rest: Option<String>,
) -> bool {
    let wrong = beside.iter().any(Option::is_some);
    let there = failure.try_set(rest).is_none();
    if there {
        for (line, wrong) in lines.iter().zip(beside) {
            line.error.set(wrong);
        }
        if wrong {
            focus_first_error();
        }
    }
    there
}

fn say(toasts: Toasts, title: &'static str, message: String) {
    toasts.push(Toast::error(title).message(message));
}
