//! "Relancer": takes a failed action up again, wherever it is shown.

use common::Action;
use leptos::prelude::*;

use crate::api::{self, ApiError, IdempotencyKey};
use crate::model::refusal::Refusal;
use crate::state::{Toast, Topic, invalidate, mutation, use_toasts};
use crate::ui::{Button, Icon};

/// Asks for the same again. Show it while the action is `relancable`; another action needs another button.
#[component]
pub(super) fn Relaunch(
    /// The action to take up again.
    id_conversion: i64,
    /// Whether it stands in a list.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let toasts = use_toasts();
    // One key for this button: a press after a lost answer must not make a second action.
    let key = IdempotencyKey::new();
    let relaunch = mutation(
        move |id: i64| {
            let key = key.clone();
            async move { api::actions::relaunch(id, &key).await }
        },
        move |result: Result<Action, ApiError>| match result {
            Ok(action) => {
                for topic in
                    [Topic::Prospect(action.id_prospect), Topic::Prospects, Topic::Candidats, Topic::Journal]
                {
                    invalidate(&topic);
                }
                toasts.push(
                    Toast::info("Action relancée").message("Son résultat arrivera par les notifications."),
                );
            }
            Err(error) => {
                let reason = error
                    .problem()
                    .map_or_else(|| error.message(), |problem| Refusal::of(problem).sentence());
                toasts.push(Toast::error("La relance n’a pas été prise").message(reason));
            }
        },
    );
    let press = Callback::new(move |()| relaunch.start(id_conversion));
    view! { <Button small icon=Icon::Refresh busy=relaunch.busy on_press=press>"Relancer"</Button> }
}
