//! State of a dialog that requests an action: its only field and, for a person on the opposition list, how the person
//! asked for contact.

use std::rc::Rc;

use common::{IdProspect, TypeAction};
use leptos::prelude::*;

use crate::model::wish::Wish;
use crate::pages::prospects::ask::needs_wish;
use crate::pages::prospects::page_state::use_page;
use crate::parts::asking::{Asking, asking};
use crate::parts::dialog_form::{closing, hold_open};
use crate::parts::form::{Entry, Form};
use crate::parts::relaunch::HOW_ASKED;
use crate::reactive::Signal;
use crate::state::{Draft, Toast, draft, use_toasts};

/// State of the dialog; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Sending {
    /// The dialog's only field, and how the person asked for contact.
    pub(super) form: Form<2>,
    /// True when the person is on the opposition list, from the record or from the answer for another address.
    pub(super) opposed: RwSignal<bool>,
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
        let fields = Form::new([field, HOW_ASKED]).filled([prefilled, String::new()]);
        let opposed = RwSignal::new(needs_wish(page, type_action));
        let id = untrack(|| page.open_id());
        let record = id.as_ref().map(ToString::to_string).unwrap_or_default();
        let draft = draft(form, &record, vec![fields.lines[0].value]);
        let close = closing(open);
        let ask = asking(Rc::new(move |result| match result {
            Ok(()) => {
                draft.end();
                close();
            }
            Err(refusal) => {
                if refusal.is_opposition() {
                    let _ = opposed.try_set(true);
                }
                // The dialog may be closed, so that nobody would see its error.
                if !fields.refused_as(&refusal, refusal.sentence()) {
                    toasts.push(Toast::error("La demande n’a pas été prise").message(refusal.sentence()));
                }
            }
        }));
        hold_open(busy, ask.busy);
        let id = StoredValue::new(id);
        Self { form: fields, opposed, busy: ask.busy, draft, id, ask }
    }

    /// Returns the dialog's only field.
    pub(super) fn line(self) -> Entry {
        self.form.lines[0]
    }

    /// Sends a request, or shows its error beside the field.
    pub(super) fn submit(self, wish: Result<Wish, String>) {
        let asked = self.form.lines[1].text();
        let missing = self.opposed.get_untracked() && asked.is_empty();
        let missing = missing.then_some("Indiquez comment la personne l’a demandé.");
        let wrong = wish.as_ref().err().filter(|_| missing.is_none()).map(String::as_str);
        if self.form.check([wrong, missing])
            && let (Ok(wish), Some(id)) = (wish, self.id.get_value())
        {
            self.ask.start((id, wish.asked_by_person(&asked)));
        }
    }
}
