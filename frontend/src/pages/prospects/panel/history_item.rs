//! One ended action: how it ended, why it failed, what it made, and the way to take it up again.

use common::Action;
use leptos::prelude::*;

use crate::api::{self, ApiError, IdempotencyKey};
use crate::model::action::{Product, products};
use crate::model::format;
use crate::model::refusal::Refusal;
use crate::pages::prospects::focus;
use crate::pages::prospects::panel::PANEL_TITLE;
use crate::state::{Toast, Topic, invalidate, mutation, use_toasts};
use crate::ui::{ActionBadge, Button, Icon, RelativeTime};

/// An ended action.
#[component]
pub(super) fn HistoryItem(
    /// The action.
    action: Memo<Option<Action>>,
) -> impl IntoView {
    let relaunchable =
        Memo::new(move |_| action.with(|action| action.as_ref().is_some_and(|action| action.relancable)));
    focus::recover_when_gone(relaunchable, &[(PANEL_TITLE, 0)]);
    view! {
        <li class="panel-history-item">
            {move || action.get().map(|action| view! { <Story action/> })}
            <Show when=move || relaunchable.get()>
                <Relaunch action/>
            </Show>
        </li>
    }
}

/// What happened.
#[component]
fn Story(action: Action) -> impl IntoView {
    let made = products(&action);
    let took = action.duree_ms.map(|ms| format!(" · {}", format::duration(ms)));
    let reason = action.message_erreur.clone();
    view! {
        <div class="panel-history-head">
            <span>{action.type_action.libelle()}</span>
            <ActionBadge statut=action.statut_action partielle=action.partielle/>
        </div>
        <p class="small muted"><RelativeTime at=action.date_debut/> " · " {action.demande_par} {took}</p>
        {reason.map(|reason| view! { <p class="small panel-history-reason">{reason}</p> })}
        {made.into_iter().map(|made| view! { <p class="small"><Made made/></p> }).collect_view()}
    }
}

#[component]
fn Made(made: Product) -> impl IntoView {
    let text =
        made.numero.map_or_else(|| made.libelle.to_owned(), |numero| format!("{} {numero}", made.libelle));
    match made.lien {
        Some(href) => view! {
            <a class="link" href=href target="_blank" rel="noopener noreferrer">
                {text}<span class="sr-only">" (nouvel onglet)"</span>
            </a>
        }
        .into_any(),
        None => view! { <span>{text}</span> }.into_any(),
    }
}

/// Asks for the same again.
#[component]
fn Relaunch(action: Memo<Option<Action>>) -> impl IntoView {
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
                invalidate(&Topic::Prospect(action.id_prospect));
                invalidate(&Topic::Prospects);
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
    let press = Callback::new(move |()| {
        if let Some(action) = action.get_untracked() {
            relaunch.start(action.id_conversion);
        }
    });
    view! { <Button small=true icon=Icon::Refresh busy=relaunch.busy on_press=press>"Relancer"</Button> }
}
