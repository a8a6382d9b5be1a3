//! Actions of the open record.

use common::TypeAction;
use leptos::prelude::*;

use super::header::ActionButton;
use super::part;
use super::section::Section;
use crate::pages::prospects::ask;
use crate::pages::prospects::page_state::use_page;

/// The buttons. The reason of a disabled one is also shown as text, because touch screens show no tooltip.
#[component]
pub(super) fn ActionsSection() -> impl IntoView {
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
        <Section title="Actions">
            <div class="panel-actions">
                <ActionButton type_action=TypeAction::ConvertirCandidat primary=true/>
                <ActionButton type_action=TypeAction::EnvoyerDossier/>
                <ActionButton type_action=TypeAction::GenererDevis/>
            </div>
            {move || {
                let reasons = reasons.get().unwrap_or_default().into_iter();
                reasons.map(|reason| view! { <p class="muted small">{reason}</p> }.into_any()).collect_view()
            }}
        </Section>
    }
}
