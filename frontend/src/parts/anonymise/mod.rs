//! Anonymising people: what it takes away is said first, what became of each afterwards.

mod form;
mod outcomes;

use common::rgpd::Anonymisation;
use common::{IdProspect, MotifAnonymisation};
use leptos::prelude::*;

use self::form::AnonymiseForm;
use self::outcomes::Outcomes;
use crate::model::format;
use crate::reactive::piece;
use crate::ui::Dialog;

/// Somebody to anonymise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// The record.
    pub(crate) id: IdProspect,
    /// What screens call it.
    pub(crate) name: String,
}

/// Whom a dialog is about, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Erasure {
    /// Who.
    pub(crate) people: Vec<Person>,
    /// Why; it is chosen in the dialog when it is not known.
    pub(crate) motif: Option<MotifAnonymisation>,
    /// Whether it is a candidate, who is anonymised on their own demand alone.
    pub(crate) candidate: bool,
}

/// The dialog: the question, then what became of each. One person who could be anonymised needs no more words than a
/// toast.
#[component]
pub(crate) fn AnonymiseDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Whom it is about, as it stands when the dialog opens.
    #[prop(into)]
    erasure: Signal<Erasure>,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let title = RwSignal::new(String::new());
    let steps = move || {
        let asked = untrack(|| erasure.get());
        title.set(match asked.people.as_slice() {
            [one] => ["Anonymiser ", &one.name].concat(),
            many => ["Anonymiser ", &people(many.len())].concat(),
        });
        let done: RwSignal<Option<Vec<Anonymisation>>> = RwSignal::new(None);
        let asked = StoredValue::new(asked);
        piece(move || match done.get() {
            Some(outcomes) => view! { <Outcomes open outcomes people=asked.get_value().people/> }.into_any(),
            None if asked.with_value(|asked| asked.people.is_empty()) => ().into_any(),
            None => view! { <AnonymiseForm open busy erasure=asked.get_value() done/> }.into_any(),
        })
    };
    view! { <Dialog open title busy>{steps()}</Dialog> }
}

/// "3 personnes".
pub(crate) fn people(count: usize) -> String {
    format::count(i64::try_from(count).unwrap_or(i64::MAX), "personne", "personnes")
}
