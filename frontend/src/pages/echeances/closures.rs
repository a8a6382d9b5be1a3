//! Section of the closures of the school.

use common::echeance::Fermeture;
use leptos::prelude::*;

use super::page_state::use_echeances;
use crate::reactive::{Show, Signal, each, memo, piece};
use crate::ui::{Button, ButtonKind, DayText, ErrorState, StaleBanner};

/// The section.
#[component]
pub(super) fn Closures() -> impl IntoView {
    let page = use_echeances();
    let retry = Callback::new(move |()| page.closures.refetch());
    let failure = piece(move || {
        page.closures.failure().map(|error| view! { <ErrorState error on_retry=retry/> }.into_any())
    });
    let count = memo(move || page.closures.with(|all| all.map(Vec::len)));
    let closures = move || page.closures.get().unwrap_or_default();
    let key = |one: &Fermeture| one.id_fermeture.to_string();
    view! {
        <section class="formations" aria-labelledby="fermetures">
            <div class="formations-bar">
                <h2 id="fermetures">"Fermetures de l’école"</h2>
                <p class="muted small">"Pendant une fermeture, il faut agir avant\u{a0}: la date limite ne bouge pas."</p>
                <Button on_press=move || page.closing.set(true)>"Ajouter une fermeture"</Button>
            </div>
            <StaleBanner error=Signal::derive(move || page.closures.stale_failure()) on_retry=retry/>
            {failure}
            <Show when=move || count.get() == Some(0)>
                <p class="muted">"Aucune fermeture."</p>
            </Show>
            <Show when=move || count.get().is_some_and(|count| count > 0)>
                <ul class="formations-list" role="list" aria-label="Fermetures de l’école">
                    {each(closures, key, |one| view! { <Row one/> }.into_any())}
                </ul>
            </Show>
        </section>
    }
}

#[component]
fn Row(one: Fermeture) -> impl IntoView {
    let page = use_echeances();
    let which = one.libelle.clone();
    let (first, last) = (one.date_debut.clone(), one.date_fin.clone());
    let libelle = one.libelle.clone();
    let delete = move || {
        page.closure.set(Some(one.clone()));
        page.deleting.set(true);
    };
    view! {
        <li class="formations-row">
            <div class="formations-what">
                <p><strong>{libelle}</strong></p>
                <p class="muted small">"du " <DayText day=first/> " au " <DayText day=last/></p>
            </div>
            <Button kind=ButtonKind::Secondary small=true on_press=delete>
                "Supprimer" <span class="sr-only">" la fermeture " {which}</span>
            </Button>
        </li>
    }
}
