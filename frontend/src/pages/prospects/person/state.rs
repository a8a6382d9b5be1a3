//! State of the person form: typed values and their errors.

use leptos::prelude::*;

use crate::model::person::{FIELDS, Field, PersonForm};
use crate::parts::form::Form;

/// State of the form; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct PersonState {
    /// The fields, in the order of [`Field::ALL`].
    pub(super) form: Form<FIELDS>,
}

impl PersonState {
    /// Creates a form with these values.
    pub(super) fn new(form: &PersonForm) -> Self {
        let values = Field::ALL.map(|field| form[field].clone());
        Self { form: Form::new(Field::ALL.map(Field::names)).filled(values) }
    }

    /// Returns the signal of a field's value.
    pub(super) fn value(self, field: Field) -> RwSignal<String> {
        self.form.lines[field as usize].value
    }

    /// Returns the signal of a field's error.
    pub(super) fn error(self, field: Field) -> RwSignal<Option<String>> {
        self.form.lines[field as usize].error
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

    /// Returns the typed values (tracked).
    pub(super) fn tracked(self) -> PersonForm {
        PersonForm::collect(|field| self.value(field).get())
    }

    /// Returns the typed values, or `None` when the browser finds errors, which it shows beside the fields.
    pub(super) fn checked(self, base: Option<&PersonForm>) -> Option<PersonForm> {
        let typed = self.typed();
        let errors = typed.errors(base);
        self.form.check(Field::ALL.map(|field| errors.get(&field).map(String::as_str))).then_some(typed)
    }
}
