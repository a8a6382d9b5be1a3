//! Prospects who share an address or number with the open one, and the question whether they are one person.

use common::IdProspect;
use common::prospect::AdressePartagee;
use leptos::prelude::*;

use super::part;
use crate::api::{self, ApiError};
use crate::model::format;
use crate::model::sharing::{NAMED, shared_with, to_i64};
use crate::pages::prospects::page_state::{PageState, use_page};
use crate::parts::focus;
use crate::reactive::{Memo, Signal, each, effect_after, memo, piece};
use crate::state::{Mutation, Toast, Topic, invalidate, mutation, use_toasts};
use crate::ui::{Button, ButtonKind, LinkButton};

/// One line per prospect.
#[component]
pub(super) fn SharedWith() -> impl IntoView {
    let page = use_page();
    let others = part(page, |prospect| prospect.partages.clone());
    let asked =
        memo(move || others.get().unwrap_or_default().iter().filter(|other| !other.distincte).count());
    effect_after(move |before: Option<usize>| {
        let now = asked.get();
        // The pressed button disappears after the decision.
        if before.is_some_and(|before| now != before) {
            focus::recover(&[(".panel-shared a", 0)]);
        }
        now
    });
    let more = memo(move || others.get().map_or(0, |all| all.len().saturating_sub(NAMED)));
    let more = piece(move || {
        let more = more.get();
        (more > 0).then(|| {
            let text = ["et ", &format::count(to_i64(more), "autre fiche", "autres fiches")].concat();
            view! { <p class="small muted">{text}</p> }.into_any()
        })
    });
    view! {
        <ul class="panel-shared" role="list">
            {each(
                move || others.get().unwrap_or_default().into_iter().take(NAMED).collect(),
                |other| {
                    let asked = if other.distincte { "!" } else { "?" };
                    [other.id_prospect.as_str(), asked, &other.champs.concat()].concat()
                },
                move |other| view! { <Shared page other/> }.into_any(),
            )}
        </ul>
        {more}
    }
}

#[component]
fn Shared(page: PageState, other: AdressePartagee) -> impl IntoView {
    let id = other.id_prospect.clone();
    let address = memo(move || page.href(&page.address.get().opening(Some(id.clone()))));
    let name = format::person(&other.prenom, &other.nom);
    let other_id = other.id_prospect.clone();
    let asked = if other.distincte {
        view! { <Decided page other=other_id/> }.into_any()
    } else {
        view! { <Question page other=other_id address/> }.into_any()
    };
    view! {
        <li class="panel-shared-item">
            <p class="small" class:muted=other.distincte>
                {shared_with(&other)} " " <a class="link" href=move || address.get()>{name}</a>
            </p>
            {asked}
        </li>
    }
}

/// Creates the request that records a decision on two records, the open one first, or withdraws it.
fn deciding(
    decide: impl AsyncFn(&IdProspect, &IdProspect) -> Result<(), ApiError> + Copy + 'static,
    done: &'static str,
) -> Mutation<(IdProspect, IdProspect)> {
    let toasts = use_toasts();
    mutation(
        move |(one, other): (IdProspect, IdProspect)| async move {
            decide(&one, &other).await.map(|()| [one, other])
        },
        move |result: Result<[IdProspect; 2], ApiError>| match result {
            Ok(both) => {
                for id in both {
                    invalidate(&Topic::Prospect(id));
                }
                toasts.push(Toast::info(done));
            }
            Err(error) => {
                toasts.push(Toast::error("La décision n’a pas été enregistrée").message(error.message()));
            }
        },
    )
}

/// The decision that they are two people, with a button that withdraws it.
#[component]
fn Decided(page: PageState, other: IdProspect) -> impl IntoView {
    let withdrawing = deciding(
        api::prospects::withdraw_distinction,
        "Décision annulée\u{a0}: la question est de nouveau posée",
    );
    let press = Callback::new(move |()| {
        if let Some(open) = untrack(|| page.open_id()) {
            withdrawing.start((open, other.clone()));
        }
    });
    view! {
        <div class="row">
            <span class="small muted">"Ce sont deux personnes."</span>
            <Button small=true kind=ButtonKind::Ghost busy=withdrawing.busy on_press=press>"Annuler cette décision"</Button>
        </div>
    }
}

/// The question whether they are one person. The service merges nothing: the admin moves the data of one person in two
/// records by hand.
#[component]
fn Question(page: PageState, other: IdProspect, address: Memo<String>) -> impl IntoView {
    let told = deciding(api::prospects::tell_apart, "Noté\u{a0}: ce sont deux personnes");
    let press = Callback::new(move |()| {
        if let Some(open) = untrack(|| page.open_id()) {
            told.start((open, other.clone()));
        }
    });
    view! {
        <div class="row">
            <Button small=true kind=ButtonKind::Ghost busy=told.busy on_press=press>"Ce n’est pas la même personne"</Button>
            <LinkButton small=true kind=ButtonKind::Ghost external=true href=Signal::derive(move || address.get())>
                "C’est la même personne"
            </LinkButton>
        </div>
        <p class="small muted">
            "Si c’est la même personne, ouvrez l’autre fiche à côté et reportez ici ce qui manque avec «\u{a0}Modifier\u{a0}»."
        </p>
    }
}
