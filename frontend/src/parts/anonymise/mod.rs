//! Dialog that anonymises people: explanation first, results afterwards.

mod form;
mod outcomes;

use common::rgpd::Anonymisation;
use common::{IdProspect, MotifAnonymisation};
use leptos::prelude::*;

use self::form::AnonymiseForm;
use self::outcomes::Outcomes;
use crate::model::format;
use crate::reactive::{Signal, piece};
use crate::ui::Dialog;

/// A person to anonymise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// Identifier of the record.
    pub(crate) id: IdProspect,
    /// Display name.
    pub(crate) name: String,
}

/// The people of a dialog, and the reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Erasure {
    /// The people to anonymise.
    pub(crate) people: Vec<Person>,
    /// The reason; `None` lets the dialog ask for it.
    pub(crate) motif: Option<MotifAnonymisation>,
    /// True for a candidate, who is anonymised only on their own request.
    pub(crate) candidate: bool,
}

/// The dialog: the question, then the result for each person. A single anonymised person gets only a toast.
#[component]
pub(crate) fn AnonymiseDialog(
    /// True while the dialog is open.
    open: RwSignal<bool>,
    /// The people to anonymise, read when the dialog opens.
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

/// Formats a number of people: "3 personnes".
pub(crate) fn people(count: usize) -> String {
    format::count(i64::try_from(count).unwrap_or(i64::MAX), "personne", "personnes")
}
