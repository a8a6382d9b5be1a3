//! The keys: name, scopes, last use, revocation.

use common::CleApi;
use leptos::prelude::*;

use super::page_state::{ClesState, use_cles};
use crate::parts::focus;
use crate::reactive::{Show, Signal, each, effect_after, memo, piece};
use crate::ui::time::{format_exact, format_instant};
use crate::ui::{
    Badge, Button, ButtonKind, EmptyState, ErrorState, Icon, PanelSkeleton, StaleBanner, TimeInSentence, Tone,
};

/// The list, or the message in its place.
#[component]
pub(super) fn List() -> impl IntoView {
    let page = use_cles();
    let retry = Callback::new(move |()| page.list.refetch());
    let failure = piece(move || {
        page.list.failure().map(|error| view! { <ErrorState error on_retry=retry/> }.into_any())
    });
    let count = memo(move || page.list.with(|list| list.map(Vec::len)));
    let keys = move || page.list.get().unwrap_or_default();
    keep_focus(page);
    view! {
        <StaleBanner error=Signal::derive(move || page.list.stale_failure()) on_retry=retry/>
        {failure}
        <Show when=move || page.list.skeleton()><PanelSkeleton/></Show>
        <Show when=move || count.get() == Some(0)>
            <EmptyState
                icon=Icon::Lock
                title="Aucune clé"
                text="Créez-en une pour le site de l’école, ou pour un autre programme qui appelle l’application."
            />
        </Show>
        <Show when=move || count.get().is_some_and(|count| count > 0)>
            <ul class="equipe-list" role="list" aria-label="Clés d’accès">
                {each(keys, row_key, |cle| view! { <Row cle/> }.into_any())}
            </ul>
        </Show>
    }
}

/// Moves the focus to the button that creates a key when the button that revoked one disappears with it.
fn keep_focus(page: ClesState) {
    effect_after(move |before: Option<usize>| {
        let valid = |list: &Vec<CleApi>| list.iter().filter(|cle| cle.date_revocation.is_none()).count();
        let now = page.list.with(|list| list.map(valid).unwrap_or_default());
        if before.is_some_and(|before| before > now) {
            focus::recover(&[(".cles-bar button", 0)]);
        }
        now
    });
}

/// Identifies a row with everything of it that changes, so that a change redraws it.
fn row_key(cle: &CleApi) -> String {
    let used = cle.derniere_utilisation.as_ref().map(ToString::to_string).unwrap_or_default();
    let revoked = if cle.date_revocation.is_some() { "-" } else { "+" };
    [&cle.id.to_string(), revoked, &used].concat()
}

#[component]
fn Row(cle: CleApi) -> impl IntoView {
    let scopes = cle.portees.iter().map(|portee| view! { <li>{portee.libelle()}</li> }.into_any());
    let author = cle.cree_par.as_ref().map(|person| [" par ", &person.nom].concat());
    let revoked = cle.date_revocation.as_ref();
    let state = revoked.map_or_else(|| used(&cle), revoked_on);
    let act = revoked.is_none().then(|| view! { <Revoke cle=cle.clone()/> }.into_any());
    view! {
        <li class="equipe-row">
            <div class="equipe-who">
                <p><strong>{cle.nom.clone()}</strong></p>
                <p class="muted small">
                    <code>{cle.prefixe.clone()} "…"</code> ", créée le "
                    <span title=format_exact(&cle.date_creation)>{format_instant(&cle.date_creation)}</span> {author}
                </p>
                <ul class="cles-scopes small">{scopes.collect_view()}</ul>
            </div>
            <div class="cles-state">{state}</div>
            <div class="equipe-acts">{act}</div>
        </li>
    }
}

/// Shows the last use.
fn used(cle: &CleApi) -> AnyView {
    match cle.derniere_utilisation.clone() {
        Some(at) => view! { <p class="small">"Utilisée " <TimeInSentence at/></p> }.into_any(),
        None => view! { <p class="muted small">"Jamais utilisée"</p> }.into_any(),
    }
}

/// Shows that the key is revoked, and when.
fn revoked_on(at: &common::Instant) -> AnyView {
    view! {
        <Badge tone=Tone::Neutral icon=Icon::Lock>"Révoquée"</Badge>
        <span class="muted small" title=format_exact(at)>"le " {format_instant(at)}</span>
    }
    .into_any()
}

/// The button that opens the dialog.
#[component]
fn Revoke(cle: CleApi) -> impl IntoView {
    let page = use_cles();
    let name = cle.nom.clone();
    let open = move || {
        page.which.set(Some(cle.clone()));
        page.revoke.set(true);
    };
    view! {
        <Button kind=ButtonKind::Secondary small=true on_press=open>
            "Révoquer" <span class="sr-only">" la clé " {name}</span>
        </Button>
    }
}
