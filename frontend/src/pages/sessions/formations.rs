//! Section of the formations.

use common::catalogue::Formation;
use leptos::prelude::*;

use super::page_state::use_sessions;
use crate::model::catalogue::euros;
use crate::parts::latch::latch;
use crate::reactive::{Memo, Show, Signal, each, memo, piece};
use crate::ui::{Badge, Button, ButtonKind, EmptyState, ErrorState, Icon, StaleBanner, Tone};

/// The section.
#[component]
pub(super) fn Formations() -> impl IntoView {
    let page = use_sessions();
    let retry = Callback::new(move |()| page.formations.refetch());
    let failure = piece(move || {
        page.formations.failure().map(|error| view! { <ErrorState error on_retry=retry/> }.into_any())
    });
    let count = memo(move || page.formations.with(|all| all.map(Vec::len)));
    let codes = move || {
        page.formations.with(|all| {
            all.map(|all| all.iter().map(|one| one.code.clone()).collect::<Vec<_>>()).unwrap_or_default()
        })
    };
    view! {
        <section class="formations" aria-labelledby="formations">
            <div class="formations-bar">
                <h2 id="formations">"Formations"</h2>
                <p class="muted small">"Une formation archivée ne prend plus de candidats et garde les siens."</p>
                <Button on_press=move || page.about_formation(None, page.describing)>"Créer une formation"</Button>
            </div>
            <StaleBanner error=Signal::derive(move || page.formations.stale_failure()) on_retry=retry/>
            {failure}
            <Show when=move || count.get() == Some(0)>
                <EmptyState
                    icon=Icon::Candidates
                    title="Aucune formation"
                    text="Créez la première, puis ses documents requis et sa session."
                />
            </Show>
            <Show when=move || count.get().is_some_and(|count| count > 0)>
                <ul class="formations-list" role="list" aria-label="Formations">
                    {each(codes, Clone::clone, |code: String| view! { <Row code/> }.into_any())}
                </ul>
            </Show>
        </section>
    }
}

/// A row. It keeps its element, and thereby the focus, while its formation is listed.
#[component]
fn Row(code: String) -> impl IntoView {
    let page = use_sessions();
    let wanted = code.clone();
    let formation =
        latch(move || page.formations.with(|all| all?.iter().find(|one| one.code == wanted).cloned()));
    let nom = memo(move || formation.with(|one| one.as_ref().map(|one| one.nom.clone())));
    let facts = move || formation.with(|one| one.as_ref().map(facts));
    let archived = piece(move || {
        let active = formation.with(|one| one.as_ref().is_none_or(|one| one.active));
        (!active).then(|| view! { <Badge tone=Tone::Neutral icon=Icon::Folder>"Archivée"</Badge> }.into_any())
    });
    view! {
        <li class="formations-row">
            <div class="formations-what">
                <p class="row"><strong>{move || nom.get()}</strong> {archived}</p>
                <p class="muted small"><code>{code}</code> {facts}</p>
            </div>
            <Acts formation nom/>
        </li>
    }
}

/// Describes level, duration and price.
fn facts(one: &Formation) -> String {
    let hours = one.duree_heures.map(|hours| [&hours.to_string(), "\u{a0}h"].concat());
    let price = one.tarif_centimes.map(|cents| [&euros(cents), "\u{a0}€"].concat());
    let known = [one.niveau.clone(), hours, price].into_iter().flatten();
    known.map(|fact| [" · ", &fact].concat()).collect()
}

/// The buttons.
#[component]
fn Acts(formation: Memo<Option<Formation>>, nom: Memo<Option<String>>) -> impl IntoView {
    let page = use_sessions();
    let which = move || [" la formation ", &nom.get().unwrap_or_default()].concat();
    let whose = move || [" requis par ", &nom.get().unwrap_or_default()].concat();
    let ask = move |dialog: RwSignal<bool>| {
        let about = formation.get_untracked();
        if about.is_some() {
            page.about_formation(about, dialog);
        }
    };
    let active = memo(move || formation.with(|one| one.as_ref().is_none_or(|one| one.active)));
    let kind = ButtonKind::Secondary;
    view! {
        <div class="sessions-acts">
            <Button kind small=true on_press=move || ask(page.describing)>
                "Modifier" <span class="sr-only">{which}</span>
            </Button>
            <Button kind small=true on_press=move || ask(page.requiring)>
                "Documents" <span class="sr-only">{whose}</span>
            </Button>
            <Button kind small=true on_press=move || ask(page.archiving)>
                {move || if active.get() { "Archiver" } else { "Reprendre" }} <span class="sr-only">{which}</span>
            </Button>
        </div>
    }
}
