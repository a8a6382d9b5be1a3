//! Requests for the actions that send something: application form, quote, email.

use std::rc::Rc;
use std::time::Duration;

use common::{Action, IdProspect};
use leptos::prelude::*;

use crate::api::{self, ApiError, IdempotencyKey};
use crate::model::announced::Subject;
use crate::model::wish::{LastWish, Wish};
use crate::state::{Mutation, Toast, Topic, invalidate, mutation, use_live_actions, use_toasts};

/// A request for an action on a prospect.
pub(crate) type Asking = Mutation<(IdProspect, Wish)>;

/// An identical request this soon after its answer counts as a double click.
const DOUBLE_CLICK: Duration = Duration::from_secs(2);

/// Creates a request and passes the outcome to `then`. A success shows a toast, unless the panel of the prospect shows
/// the action.
pub(crate) fn asking(then: Rc<dyn Fn(Result<(), ApiError>)>) -> Asking {
    let (toasts, live) = (use_toasts(), use_live_actions());
    // The number of undos is a part of the wish: the request of an undone action, sent again, is another one.
    let keys = StoredValue::new(LastWish::<(IdProspect, Wish, u32), IdempotencyKey>::default());
    mutation(
        move |asked: (IdProspect, Wish)| async move {
            let (id, wish) = asked;
            let asked = (id.clone(), wish.clone(), untrack(|| live.undos()));
            let key = keys.try_update_value(|keys| keys.key(&asked, IdempotencyKey::new));
            let answer = api::actions::ask(&id, &wish, &key.unwrap_or_else(IdempotencyKey::new)).await;
            // A 409 means that the displayed state was outdated.
            if answer.is_ok() || answer.as_ref().is_err_and(|error| error.status() == Some(409)) {
                invalidate(&Topic::Prospect(id));
                invalidate(&Topic::Prospects);
            }
            answer
        },
        move |answer: Result<Action, ApiError>| {
            if let Ok(action) = &answer {
                let forget = move || {
                    keys.try_update_value(LastWish::answered);
                };
                set_timeout(forget, DOUBLE_CLICK);
                live.asked(action);
                if !live.is_watched(&action.id_prospect) {
                    let sent = Toast::info("Demande envoyée, vous serez averti par les notifications")
                        .message(action.type_action.libelle());
                    toasts.push(sent.about(Some(Subject::of(action))));
                }
            }
            then(answer.map(drop));
        },
    )
}

/// Creates a request without a dialog: a failure is shown as a toast.
pub(crate) fn without_dialog() -> Asking {
    let toasts = use_toasts();
    asking(Rc::new(move |result| {
        if let Err(error) = result {
            toasts.push(Toast::error("La demande n’a pas été prise").message(error.sentence()));
        }
    }))
}
