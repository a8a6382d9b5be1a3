//! What came of putting somebody on the opposition list, and the records that are still theirs.

use common::rgpd::OppositionResponse;
use common::{IdProspect, MotifAnonymisation};
use leptos::prelude::*;

use super::page_state::use_rgpd;
use crate::api;
use crate::model::format;
use crate::pages::anonymise::Person;
use crate::paths;
use crate::reactive::{memo, piece};
use crate::state::{Keep, Topic, query};
use crate::ui::{Button, Icon, IconView};

/// The answer.
#[component]
pub(super) fn Opposed(answer: OppositionResponse) -> impl IntoView {
    let said = if answer.deja_inscrite {
        "Déjà sur la liste d’opposition."
    } else {
        "Inscrit sur la liste d’opposition."
    };
    view! {
        <div class="stack">
            <p class="callout callout-success"><IconView icon=Icon::CheckCircle/><span class="callout-text">{said}</span></p>
            <Records ids=answer.fiches/>
        </div>
    }
}

/// The records that have this address or number; one that was anonymised meanwhile is none of them any more.
#[component]
fn Records(ids: Vec<IdProspect>) -> impl IntoView {
    let page = use_rgpd();
    let still = query(
        Keep::Across,
        move || Some(ids.clone()),
        |ids: &Vec<IdProspect>, topic| matches!(topic, Topic::Prospect(id) if ids.contains(id)),
        still_theirs,
    );
    let people = memo(move || still.get().unwrap_or_default());
    let failure =
        piece(move || still.failure().map(|error| view! { <p class="small">{error.text}</p> }.into_any()));
    let ask = move || page.ask(people.get_untracked(), MotifAnonymisation::Opposition);
    let shown = piece(move || {
        let people = people.get();
        let many = i64::try_from(people.len()).unwrap_or(i64::MAX);
        (many > 0).then(|| {
            let item = |one: Person| {
                view! { <li><a class="link" href=paths::prospect(&one.id)>{one.name}</a> " " <span class="muted small">{one.id.to_string()}</span></li> }
                    .into_any()
            };
            view! {
                <p>{format::count(many, "fiche porte encore cette adresse ou ce numéro", "fiches portent encore cette adresse ou ce numéro")} "\u{a0}:"</p>
                <ul role="list">{people.into_iter().map(item).collect_view()}</ul>
                <div><Button on_press=ask>{if many > 1 { "Anonymiser ces fiches…" } else { "Anonymiser cette fiche…" }}</Button></div>
            }
            .into_any()
        })
    });
    view! { {failure} {shown} }
}

/// Those that still hold a person, by their names.
async fn still_theirs(ids: Vec<IdProspect>) -> Result<Vec<Person>, api::ApiError> {
    let mut all = Vec::new();
    for id in ids {
        let record = api::prospects::get(&id).await?;
        if record.date_anonymisation.is_none() {
            let name = format::person(&record.resume.prenom, &record.resume.nom);
            all.push(Person { id, name });
        }
    }
    Ok(all)
}
