//! State of a form on any page: fields, their errors, the general error, and the response of the service.

use std::future::Future;

use leptos::prelude::*;

use super::dialog_form::focus_first_error;
use crate::api::ApiError;
use crate::model::fields;
use crate::reactive::effect_after;
use crate::state::drafts::draft_over;
use crate::state::toasts::Toasts;
use crate::state::{Draft, Mutation, Toast, mutation, use_toasts};

/// A field of a form.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    /// Name in the request's JSON.
    name: &'static str,
    /// Typed or chosen value; empty when missing.
    pub(crate) value: RwSignal<String>,
    /// Error of the field.
    pub(crate) error: RwSignal<Option<String>>,
    /// Value that the page wrote last, as opposed to one that a person typed.
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
        // A field that a person changes loses its error.
        effect_after(move |before: Option<()>| {
            let ours =
                entry.value.with(|now| entry.written.with_value(|written| written.as_ref() == Some(now)));
            if before.is_some() && !ours && entry.error.with_untracked(Option::is_some) {
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

    /// Writes a value that nobody typed, so that the field keeps its error.
    pub(crate) fn write(self, value: String) {
        self.written.set_value(Some(value.clone()));
        self.value.set(value);
    }
}

/// State of a form; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Form<const LINES: usize> {
    /// The fields, in order.
    pub(crate) lines: [Entry; LINES],
    /// The general error.
    pub(crate) failure: RwSignal<Option<String>>,
}

impl<const LINES: usize> Form<LINES> {
    /// Creates an empty form with these field names of the request's JSON; `a|b` names a field that the service calls
    /// `a` or `b`.
    pub(crate) fn new(names: [&'static str; LINES]) -> Self {
        Self { lines: names.map(|name| Entry::new(name, String::new())), failure: RwSignal::new(None) }
    }

    /// Fills the fields with these values.
    #[must_use]
    pub(crate) fn filled(self, values: [String; LINES]) -> Self {
        for (line, value) in self.lines.into_iter().zip(values) {
            line.value.set(value);
        }
        self
    }

    /// Returns the signals of the values, for a draft.
    pub(crate) fn values(self) -> Vec<RwSignal<String>> {
        self.lines.map(|line| line.value).to_vec()
    }

    /// Keeps the values of the form of a record as a draft, and restores those that were typed. A field tells that its
    /// saved value changed meanwhile.
    pub(crate) fn draft(self, form: &'static str, record: &str) -> Draft {
        drafted(form, record, &self.lines)
    }

    /// Shows the errors that the browser finds, beside their fields. Returns true when there are none.
    pub(crate) fn check(self, wrong: [Option<&str>; LINES]) -> bool {
        let right = wrong.iter().all(Option::is_none);
        self.tell(wrong.map(|wrong| wrong.map(ToOwned::to_owned)), None) && right
    }

    /// Shows the errors of a refusal and keeps the typed values. Returns false when the form is closed.
    #[must_use = "a toast tells the failure when the form is closed"]
    pub(crate) fn refused(self, error: &ApiError) -> bool {
        self.refused_as(error, error.message())
    }

    /// Shows the errors of a refusal, or `text` when the refusal names no field. Returns false when the form is closed.
    #[must_use = "a toast tells the failure when the form is closed"]
    pub(crate) fn refused_as(self, error: &ApiError, text: String) -> bool {
        let erreurs = error.problem().map(|problem| problem.erreurs.as_slice()).unwrap_or_default();
        let (beside, rest) = fields::sort(&self.lines.map(|line| line.name), erreurs);
        tell(&self.lines, beside, self.failure, if erreurs.is_empty() { Some(text) } else { rest })
    }

    /// Shows errors beside the fields and the general one. Returns false when the form is closed.
    #[must_use = "a toast tells the failure when the form is closed"]
    pub(crate) fn tell(self, beside: [Option<String>; LINES], rest: Option<String>) -> bool {
        tell(&self.lines, beside.into(), self.failure, rest)
    }

    /// Creates the request of the form; `done` gets the response. A refusal is shown in the form, or in a toast with
    /// the title `failed` when the form is closed.
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

/// Implements [`Form::draft`] without the number of fields, so that it is compiled once.
fn drafted(form: &'static str, record: &str, lines: &[Entry]) -> Draft {
    const STALE: &str =
        "Quelqu’un a changé cette valeur entre-temps\u{a0}: enregistrer la remplace par la vôtre.";
    draft_over(form, record, lines.iter().map(|line| line.value).collect(), |at| {
        lines[at].error.set(Some(STALE.to_owned()));
    })
}

/// Implements [`Form::tell`] without the number of fields, so that it is compiled once.
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
