//! Row of the actions of the open record, in the head of the panel, which does not scroll away.

use common::TypeAction;
use leptos::prelude::*;

use super::email_menu::EmailMenu;
use super::part;
use crate::model::action::{brief, verb};
use crate::pages::prospects::ask;
use crate::pages::prospects::delay::{Place, described_by};
use crate::pages::prospects::page_state::use_page;
use crate::parts::asking::Asking;
use crate::reactive::{Signal, memo};
use crate::ui::{Button, ButtonKind};

/// The buttons. Touch screens show no tooltip, so the reasons of disabled buttons follow as text there.
#[component]
pub(super) fn Actions() -> impl IntoView {
    let page = use_page();
    let reasons = part(page, |prospect| {
        let mut reasons: Vec<String> = Vec::new();
        for type_action in TypeAction::ALL {
            if let Some(reason) = ask::disabled_reason(*type_action, &prospect.actions_possibles)
                && !reasons.contains(&reason)
            {
                reasons.push(reason);
            }
        }
        reasons
    });
    view! {
        <div class="panel-acts" role="group" aria-label="Actions">
            <ActionButton type_action=TypeAction::ConvertirCandidat primary=true/>
            <ActionButton type_action=TypeAction::EnvoyerDossier/>
            <ActionButton type_action=TypeAction::GenererDevis/>
            <EmailMenu/>
        </div>
        <div class="panel-reasons muted small">
            {move || {
                let reasons = reasons.get().unwrap_or_default().into_iter();
                reasons.map(|reason| view! { <p>{reason}</p> }.into_any()).collect_view()
            }}
        </div>
    }
}

/// The button of an action, enabled as the server decides.
#[component]
pub(super) fn ActionButton(
    /// Type of the action.
    type_action: TypeAction,
    /// True for the main button of its group.
    #[prop(optional)]
    primary: bool,
) -> impl IntoView {
    let page = use_page();
    let reason = memo(move || {
        page.prospect.with(|prospect| match prospect {
            Some(prospect) => ask::disabled_reason(type_action, &prospect.actions_possibles),
            None => Some("Chargement du prospect…".to_owned()),
        })
    });
    let on_press = Callback::new(move |()| ask::press(page, type_action));
    let asking = match type_action {
        TypeAction::GenererDevis => busy(page.devis),
        TypeAction::EnvoyerEmail => busy(page.reminder),
        TypeAction::ConvertirCandidat | TypeAction::EnvoyerDossier => Signal::stored(false),
    };
    let kind = if primary { ButtonKind::Primary } else { ButtonKind::Secondary };
    let disabled_reason = Signal::derive(move || reason.get());
    let described_by = described_by(page, type_action, Place::Panel);
    let label = Signal::stored(verb(type_action).to_owned());
    view! {
        <span class="panel-act" data-action=type_action.as_str()>
            <Button kind on_press busy=asking disabled_reason described_by label>{brief(type_action)}</Button>
        </span>
    }
}

/// Returns true while a request is pending.
fn busy(asking: RwSignal<Option<Asking>>) -> Signal<bool> {
    Signal::derive(move || asking.get().is_some_and(|asking| asking.busy.get()))
}
