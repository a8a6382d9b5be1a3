//! Overall verdict with its problems, the worst first.

use common::EtatSante;
use common::sante::RaisonSante;
use leptos::prelude::*;

use super::looks::of_health;
use super::page_state::use_sante;
use crate::reactive::{Signal, memo, piece};
use crate::state::Mutation;
use crate::ui::{Button, ButtonKind, Icon, IconView, RelativeTime, Tone};

/// The verdict.
#[component]
pub(super) fn Verdict(test_all: Mutation<()>) -> impl IntoView {
    let page = use_sante();
    let etat = memo(move || page.sante.with(|sante| sante.map(|sante| sante.etat)));
    let reasons =
        memo(move || page.sante.with(|sante| sante.map(|sante| sante.raisons.clone()).unwrap_or_default()));
    let etat = move || etat.get().unwrap_or(EtatSante::Bon);
    let look = move || of_health(etat());
    let seen = piece(move || {
        page.sante.with(|sante| sante.map(|sante| view! { <RelativeTime at=sante.date.clone()/> }.into_any()))
    });
    let list = piece(move || reasons.get().into_iter().map(reason).collect_view());
    view! {
        <section class=move || ["card verdict tone-", Tone::word(look().0)].concat() aria-labelledby="verdict">
            <span class="verdict-icon"><IconView icon=Signal::derive(move || look().1)/></span>
            <div class="verdict-text">
                <h2 id="verdict" aria-live="polite">{move || etat().libelle()}</h2>
                <p class="muted small">"Vérifié " {seen} ", et de nouveau toutes les 30 secondes."</p>
            </div>
            <Button
                kind=ButtonKind::Primary
                icon=Icon::Pulse
                busy=test_all.busy
                on_press=move || test_all.start(())
            >
                "Tester les quatre workflows"
            </Button>
            <ul class="verdict-reasons" role="list">{list}</ul>
        </section>
    }
}

fn reason(one: RaisonSante) -> AnyView {
    let (tone, icon) = of_health(one.etat);
    view! {
        <li class=format!("verdict-reason tone-{}", tone.word())>
            <IconView icon/>
            <span><span class="sr-only">{one.etat.libelle()} "\u{a0}: "</span>{one.message}</span>
        </li>
    }
    .into_any()
}
