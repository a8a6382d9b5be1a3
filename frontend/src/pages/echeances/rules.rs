//! Section of the rules of the funders.

use common::echeance::RegleFinancement;
use leptos::prelude::*;

use super::page_state::use_echeances;
use crate::model::echeances::period;
use crate::reactive::{Show, Signal, each, memo, piece};
use crate::ui::{Badge, Button, ButtonKind, ErrorState, Icon, PanelSkeleton, StaleBanner, Tone};

/// The section.
#[component]
pub(super) fn Rules() -> impl IntoView {
    let page = use_echeances();
    let retry = Callback::new(move |()| page.rules.refetch());
    let failure = piece(move || {
        page.rules.failure().map(|error| view! { <ErrorState error on_retry=retry/> }.into_any())
    });
    let rules = move || page.rules.get().unwrap_or_default();
    let there = memo(move || page.rules.with(|rules| rules.is_some()));
    view! {
        <section class="formations" aria-labelledby="regles">
            <div class="formations-bar">
                <h2 id="regles">"Règles des financeurs"</h2>
                <p class="muted small">
                    "Chaque règle cite sa source. Ce ne sont pas des conseils juridiques\u{a0}: en cas de doute, demandez au financeur."
                </p>
            </div>
            <StaleBanner error=Signal::derive(move || page.rules.stale_failure()) on_retry=retry/>
            {failure}
            <Show when=move || page.rules.skeleton()><PanelSkeleton/></Show>
            <Show when=there>
                <ul class="formations-list" role="list" aria-label="Règles des financeurs">
                    {each(rules, row_key, |rule| view! { <Row rule/> }.into_any())}
                </ul>
            </Show>
        </section>
    }
}

/// Identifies a row with its version, so that a change redraws it.
fn row_key(rule: &RegleFinancement) -> String {
    [&rule.code, " ", &rule.version.to_string()].concat()
}

#[component]
fn Row(rule: RegleFinancement) -> impl IntoView {
    let page = use_echeances();
    let verify = rule
        .certitude
        .is_to_verify()
        .then(|| view! { <Badge tone=Tone::Warning icon=Icon::Warning>"À vérifier"</Badge> }.into_any());
    let stopped = (!rule.active)
        .then(|| view! { <Badge tone=Tone::Neutral icon=Icon::Folder>"Non appliquée"</Badge> }.into_any());
    let name = [rule.financement.libelle(), "\u{a0}: ", &rule.libelle].concat();
    let facts = [&period(&rule), " · ", rule.certitude.libelle()].concat();
    let (source, which) = (rule.source.clone(), name.clone());
    let edit = move || {
        page.rule.set(Some(rule.clone()));
        page.editing.set(true);
    };
    view! {
        <li class="formations-row">
            <div class="formations-what">
                <p class="row"><strong>{name}</strong> {verify} {stopped}</p>
                <p class="small">{facts}</p>
                <p class="muted small">{source}</p>
            </div>
            <Button kind=ButtonKind::Secondary small=true on_press=edit>
                "Modifier" <span class="sr-only">" la règle " {which}</span>
            </Button>
        </li>
    }
}
