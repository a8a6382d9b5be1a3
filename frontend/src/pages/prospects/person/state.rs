//! Typed values of the person form, and their errors.

use leptos::prelude::*;

use crate::api::ApiError;
use crate::model::person::{FIELDS, Field, FieldErrors, PersonForm, sort_errors};
use crate::model::refusal::Refusal;
use crate::parts::dialog_form::focus_first_error;
use crate::reactive::effect_after;

/// State of the form; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct PersonState {
    values: [RwSignal<String>; FIELDS],
    errors: RwSignal<FieldErrors>,
    /// The general error.
    pub(super) failure: RwSignal<Option<String>>,
}

impl PersonState {
    /// Creates a form with these values.
    pub(super) fn new(form: &PersonForm) -> Self {
        let values = Field::ALL.map(|field| RwSignal::new(form[field].clone()));
        let state = Self { values, errors: RwSignal::new(FieldErrors::new()), failure: RwSignal::new(None) };
        for field in Field::ALL {
            // Editing a field clears its error.
            effect_after(move |before: Option<()>| {
                state.value(field).track();
                if before.is_some() && state.errors.with_untracked(|errors| errors.contains_key(&field)) {
                    state.errors.update(|errors| drop(errors.remove(&field)));
                }
            });
        }
        state
    }

    /// Returns the signal of a field's value.
    pub(super) fn value(self, field: Field) -> RwSignal<String> {
        self.values[field as usize]
    }

    /// Returns the error of a field.
    pub(super) fn error(self, field: Field) -> Signal<Option<String>> {
        Signal::derive(move || self.errors.with(|errors| errors.get(&field).cloned()))
    }

    /// Returns the values, in form order.
    pub(super) fn lines(self) -> Vec<RwSignal<String>> {
        self.values.to_vec()
    }

    /// Replaces all values.
    pub(super) fn fill(self, form: &PersonForm) {
        for field in Field::ALL {
            self.value(field).set(form[field].clone());
        }
    }

    /// Returns the typed values (untracked).
    pub(super) fn typed(self) -> PersonForm {
        PersonForm::collect(|field| self.value(field).get_untracked())
    }

    /// What is typed, tracked.
    pub(super) fn tracked(self) -> PersonForm {
        PersonForm::collect(|field| self.value(field).get())
    }

    /// Returns the typed values if the browser finds no error; otherwise shows the errors beside the fields.
    pub(super) fn checked(self, base: Option<&PersonForm>) -> Option<PersonForm> {
        let typed = self.typed();
        let errors = typed.errors(base);
        self.failure.set(None);
        self.errors.set(errors.clone());
        if errors.is_empty() {
            return Some(typed);
        }
        focus_first_error();
        None
    }

    /// Shows the errors of a refusal and keeps the typed values. Returns `false` when the form is closed.
    pub(super) fn refused(self, error: &ApiError) -> bool {
        let (fields, rest) = match error.problem().map(Refusal::of) {
            Some(Refusal::Fields(fields)) => sort_errors(fields),
            Some(refusal) => (FieldErrors::new(), Some(refusal.sentence())),
            None => (FieldErrors::new(), Some(error.message())),
        };
        let there = self.failure.try_set(rest).is_none();
        if there && !fields.is_empty() {
            self.errors.set(fields);
            focus_first_error();
        }
        there
    }
}
