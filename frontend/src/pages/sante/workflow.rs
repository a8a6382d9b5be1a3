//! Section of a workflow: state, remedy, last exchanges, test button.

use common::TypeAction;
use common::sante::SanteWorkflow;
use leptos::prelude::*;

use super::facts::{breaker, call, canari, result, waiting};
use super::looks::of_workflow;
use super::page_state::use_sante;
use crate::reactive::{memo, piece};
use crate::ui::{Badge, Button, Icon};

/// The workflow of an action. Its button survives a refresh and keeps the focus.
#[component]
pub(super) fn Workflow(type_action: TypeAction) -> impl IntoView {
    let page = use_sante();
    let ping = page.ping(Some(type_action));
    let known = memo(move || page.workflow(type_action));
    let state = memo(move || known.with(|one| one.as_ref().map(|one| one.etat)));
    let badge = piece(move || {
        state.get().map(|etat| {
            let (tone, icon) = of_workflow(etat);
            view! { <Badge tone icon>{etat.libelle()}</Badge> }.into_any()
        })
    });
    let look = move |look: fn(&SanteWorkflow) -> String| known.with(|one| one.as_ref().map(look));
    let facts = piece(move || known.get().map(|one| facts(&one)));
    view! {
        <li class="card sante-workflow">
            <div class="sante-head">
                <h3>{type_action.libelle()}</h3>
                {badge}
            </div>
            <p class="sante-message" aria-live="polite">{move || look(|one| one.message.clone())}</p>
            <dl class="dl small">{facts}</dl>
            <div class="sante-foot">
                <code class="muted small">{move || look(|one| one.chemin.clone())}</code>
                <Button small=true icon=Icon::Pulse busy=ping.busy on_press=move || ping.start(())>
                    "Tester" <span class="sr-only">"\u{a0}: " {type_action.libelle()}</span>
                </Button>
            </div>
        </li>
    }
}

fn facts(one: &SanteWorkflow) -> AnyView {
    let lines = [
        ("Disjoncteur", Some(breaker(&one.disjoncteur))),
        ("En attente", waiting(one)),
        ("Dernier appel", Some(call(one.dernier_webhook.as_ref()))),
        ("Dernier résultat", Some(result(one.dernier_rappel.as_ref()))),
        ("Dernier canari", Some(canari(one.dernier_canari.as_ref()))),
    ];
    let line = |(term, value): (&'static str, Option<AnyView>)| {
        value.map(|value| view! { <div class="dl-row"><dt>{term}</dt><dd>{value}</dd></div> }.into_any())
    };
    lines.into_iter().filter_map(line).collect_view().into_any()
}
