//! State of an action's dialog: one field with its error, a general error, and, for a person on the opposition list,
//! how they asked for contact.

use std::rc::Rc;

use common::{IdProspect, TypeAction};
use leptos::prelude::*;

use super::{asking, sentence};
use crate::api::ApiError;
use crate::model::refusal::Refusal;
use crate::model::wish::Wish;
use crate::pages::prospects::ask::needs_wish;
use crate::pages::prospects::page_state::{Asking, use_page};
use crate::parts::dialog_form::focus_first_error;
use crate::reactive::{effect, effect_after};
use crate::state::{Draft, Toast, draft, use_toasts};

/// State of the dialog; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Sending {
    /// The typed value of the field.
    pub(super) typed: RwSignal<String>,
    /// The error of the field.
    pub(super) error: RwSignal<Option<String>>,
    /// The general error.
    pub(super) failure: RwSignal<Option<String>>,
    /// True when the person is on the opposition list, from the record or from the answer for another address.
    pub(super) opposed: RwSignal<bool>,
    /// The person's request for contact, in the admin's words.
    pub(super) wished: RwSignal<String>,
    /// Error of that text.
    pub(super) wished_error: RwSignal<Option<String>>,
    /// True while the request is pending.
    pub(super) busy: Signal<bool>,
    /// The draft, kept when the dialog closes.
    pub(super) draft: Draft,
    /// The record that was open when the dialog opened.
    id: StoredValue<Option<IdProspect>>,
    ask: Asking,
}

impl Sending {
    /// Creates the state. `form` names the draft, `field` is the field's JSON name, and `busy` keeps the dialog from
    /// closing during the request.
    pub(super) fn new(
        open: RwSignal<bool>,
        busy: RwSignal<bool>,
        form: &'static str,
        field: &'static str,
        prefilled: String,
        type_action: TypeAction,
    ) -> Self {
        let page = use_page();
        let toasts = use_toasts();
        let (typed, error) = (RwSignal::new(prefilled), RwSignal::new(None));
        let failure = RwSignal::new(None);
        let opposed = RwSignal::new(needs_wish(page, type_action));
        let (wished, wished_error) = (RwSignal::new(String::new()), RwSignal::new(None));
        let id = untrack(|| page.open_id());
        let record = id.as_ref().map(ToString::to_string).unwrap_or_default();
        let draft = draft(form, &record, vec![typed]);
        let ask = asking(Rc::new(move |result| match result {
            Ok(()) => {
                draft.end();
                let _ = open.try_set(false);
            }
            Err(refusal) => {
                if refusal.is_opposition() {
                    let _ = opposed.try_set(true);
                }
                let (beside, rest) = split(&refusal, field);
                // The dialog may be closed, so that nobody would see its error.
                if failure.try_set(rest).is_some() {
                    toasts.push(Toast::error("La demande n’a pas été prise").message(sentence(&refusal)));
                } else if beside.is_some() {
                    let _ = error.try_set(beside);
                    focus_first_error();
                }
            }
        }));
        effect(move || busy.set(ask.busy.get()));
        effect_after(move |before: Option<()>| {
            typed.track();
            if before.is_some() && error.with_untracked(Option::is_some) {
                error.set(None);
            }
        });
        let id = StoredValue::new(id);
        Self { typed, error, failure, opposed, wished, wished_error, busy: ask.busy, draft, id, ask }
    }

    /// Sends a request, or shows its error beside the field.
    pub(super) fn submit(self, wish: Result<Wish, String>) {
        self.failure.set(None);
        let wished = self.wished.get_untracked();
        let missing = self.opposed.get_untracked() && wished.trim().is_empty();
        self.wished_error.set(missing.then(|| "Indiquez comment la personne l’a demandé.".to_owned()));
        if missing {
            focus_first_error();
            return;
        }
        match (wish, self.id.get_value()) {
            (Ok(wish), Some(id)) => self.ask.start((id, wish.asked_by_person(&wished))),
            (Ok(_), None) => {}
            (Err(text), _) => {
                self.error.set(Some(text));
                focus_first_error();
            }
        }
    }
}

/// Splits an error into the field's part and the rest.
fn split(error: &ApiError, field: &str) -> (Option<String>, Option<String>) {
    let Some(Refusal::Fields(fields)) = error.problem().map(Refusal::of) else {
        return (None, Some(sentence(error)));
    };
    let (beside, rest): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(champ, _)| champ == field);
    let text = |all: Vec<(String, String)>| {
        let all: Vec<_> = all.into_iter().map(|(_, message)| message).collect();
        (!all.is_empty()).then(|| all.join(" "))
    };
    (text(beside), text(rest))
}
