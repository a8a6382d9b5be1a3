//! Button "Relancer", which restarts a failed action. For a person on the opposition list, a dialog first asks how the
//! person asked for contact.

use common::action::RelaunchActionRequest;
use common::{Action, IdAction};
use leptos::prelude::*;

use super::confirm::Confirm;
use super::form::{Entry, Form};
use crate::api::{self, ApiError, IdempotencyKey};
use crate::model::announced::Subject;
use crate::model::wish::LastWish;
use crate::state::{Mutation, Toast, Topic, invalidate, mutation, use_live_actions, use_toasts};
use crate::ui::{Button, Icon, TextField, has_dialog};

/// JSON name of the field that tells how the person asked for contact.
pub(crate) const HOW_ASKED: &str = "demandeDeLaPersonne";

/// The button. Show it only while the action is `relancable`, with one instance per action.
#[component]
pub(crate) fn Relaunch(
    /// The action to restart.
    id_conversion: IdAction,
    /// True inside a list.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let (toasts, live) = (use_toasts(), use_live_actions());
    let (opposed, open) = (RwSignal::new(false), RwSignal::new(false));
    let form = Form::new([HOW_ASKED]);
    let failure = form.failure;
    // One key per request, so that a click after a lost response does not create a second action.
    let keys = StoredValue::new(LastWish::<RelaunchActionRequest, IdempotencyKey>::default());
    let relaunch = mutation(
        move |request: RelaunchActionRequest| async move {
            let key = keys.try_update_value(|keys| keys.key(&request, IdempotencyKey::new));
            api::actions::relaunch(id_conversion, &request, &key.unwrap_or_else(IdempotencyKey::new)).await
        },
        move |result: Result<Action, ApiError>| match result {
            Ok(action) => {
                let _ = open.try_set(false);
                live.asked(&action);
                // The card of the action says it where its panel is open.
                if !live.is_watched(&action.id_prospect) {
                    let sent = Toast::info("Action relancée")
                        .message("Son résultat arrivera par les notifications.");
                    toasts.push(sent.about(Some(Subject::of(&action))));
                }
                for topic in
                    [Topic::Prospect(action.id_prospect), Topic::Prospects, Topic::Candidats, Topic::Journal]
                {
                    invalidate(&topic);
                }
            }
            Err(error) => {
                let reason = error.sentence();
                // The question opens above no other dialog.
                let asks = open.try_get_untracked() == Some(true) || (error.is_opposition() && !has_dialog());
                if asks && failure.try_set(Some(reason.clone())).is_none() {
                    opposed.set(true);
                    open.set(true);
                } else {
                    toasts.push(Toast::error("La relance n’a pas été prise").message(reason));
                }
            }
        },
    );
    let press = Callback::new(move |()| relaunch.start(RelaunchActionRequest::default()));
    view! {
        <Button small icon=Icon::Refresh busy=relaunch.busy on_press=press>"Relancer"</Button>
        {move || opposed.get().then(|| view! { <Opposed open relaunch form/> }.into_any())}
    }
}

/// The dialog that asks how a person on the opposition list asked for contact.
#[component]
fn Opposed(
    /// True while the dialog is open.
    open: RwSignal<bool>,
    /// Restarts the action.
    relaunch: Mutation<RelaunchActionRequest>,
    /// The form: how the person asked for contact, and the error of the last request.
    form: Form<1>,
) -> impl IntoView {
    let [asked] = form.lines;
    let confirm = move || {
        let words = asked.text();
        if form.check([words.is_empty().then_some("Indiquez comment la personne l’a demandé.")]) {
            relaunch
                .start(RelaunchActionRequest { demande_de_la_personne: Some(words), ..Default::default() });
        }
    };
    view! {
        <Confirm
            open
            title="Relancer malgré l’opposition\u{a0}?"
            act="Relancer"
            busy=relaunch.busy
            failure=form.failure
            on_confirm=confirm
        >
            <WishField entry=asked/>
        </Confirm>
    }
}

/// The field for how the person asked for contact, in an admin's words.
#[component]
pub(crate) fn WishField(
    /// The field of the form.
    entry: Entry,
) -> impl IntoView {
    view! {
        <TextField
            label="Comment la personne l’a-t-elle demandé\u{a0}?"
            value=entry.value
            error=entry.error
            hint="Par exemple\u{a0}: courriel du 12/11. Gardé dans l’historique de l’action."
            autocomplete="off"
            required=true
        />
    }
}
