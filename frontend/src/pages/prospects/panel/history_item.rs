//! One ended action: outcome, reason of a failure, products, restart button.

use common::Action;
use leptos::prelude::*;

use super::history_story::StoryDetails;
use crate::model::action::{Product, product};
use crate::model::format;
use crate::parts::focus::{self, PANEL_TITLE};
use crate::parts::relaunch::Relaunch;
use crate::reactive::memo;
use crate::ui::{ActionBadge, RelativeTime};

/// An ended action.
#[component]
pub(super) fn HistoryItem(
    /// The action.
    action: Memo<Option<Action>>,
) -> impl IntoView {
    let relaunchable =
        memo(move || action.with(|action| action.as_ref().is_some_and(|action| action.relancable)));
    focus::recover_when_gone(relaunchable, &[(PANEL_TITLE, 0)]);
    view! {
        <li class="panel-history-item">
            {move || action.get().map(|action| view! { <Story action/> }.into_any())}
            <StoryDetails action/>
            {move || relaunchable.get().then(|| action.get_untracked()).flatten().map(|action| view! {
                <Relaunch id_conversion=action.id_conversion small=true/>
            }.into_any())}
        </li>
    }
}

/// The outcome.
#[component]
fn Story(action: Action) -> impl IntoView {
    let made = product(&action);
    let took = action.duree_ms.map(|ms| format!(" · {}", format::duration(ms)));
    let reason = action.message_erreur.clone();
    view! {
        <div class="panel-history-head">
            <span>{action.type_action.libelle()}</span>
            <ActionBadge statut=action.statut_action partielle=action.partielle/>
        </div>
        <p class="small muted"><RelativeTime at=action.date_debut/> " · " {action.demande_par} {took}</p>
        {reason.map(|reason| view! { <p class="small panel-history-reason">{reason}</p> }.into_any())}
        {made.map(|made| view! { <p class="small"><Made made/></p> }.into_any())}
    }
}

/// A product of an action, with its link.
#[component]
pub(super) fn Made(made: Product) -> impl IntoView {
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
