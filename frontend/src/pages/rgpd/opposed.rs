//! Result of an opposition, and the person's records.

use common::rgpd::AddOppositionResponse;
use common::{IdProspect, MotifAnonymisation, StatutProspect};
use leptos::prelude::*;

use super::page_state::use_rgpd;
use crate::api;
use crate::model::format;
use crate::parts::anonymise::Person;
use crate::parts::focus;
use crate::paths;
use crate::reactive::{Show, Signal, each, memo};
use crate::state::{Keep, Topic, query};
use crate::ui::{Button, Icon, IconView, LookupFailure};

/// The result.
#[component]
pub(super) fn Opposed(answer: AddOppositionResponse) -> impl IntoView {
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

/// A record that still holds personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Record {
    person: Person,
    /// True for a candidate, who is anonymised only on their own request.
    candidate: bool,
}

/// The records with this address or number, without those anonymised in the meantime.
#[component]
fn Records(ids: Vec<IdProspect>) -> impl IntoView {
    let page = use_rgpd();
    let still = query(
        Keep::Across,
        move || Some(ids.clone()),
        |ids: &Vec<IdProspect>, topic| matches!(topic, Topic::Prospect(id) if ids.contains(id)),
        still_theirs,
    );
    let records = memo(move || still.get().unwrap_or_default());
    let erasable = memo(move || {
        records.with(|all| {
            let mine = all.iter().filter(|one| !one.candidate);
            mine.map(|one| one.person.clone()).collect::<Vec<_>>()
        })
    });
    let any = memo(move || erasable.with(|all| !all.is_empty()));
    focus::recover_when_gone(any, &[(".rgpd-opposition input", 0)]);
    let ask = move || page.ask(erasable.get_untracked(), MotifAnonymisation::Opposition);
    let told = move || {
        let many = i64::try_from(records.with(Vec::len)).unwrap_or(i64::MAX);
        let (one, several) = ("fiche porte encore", "fiches portent encore");
        [&format::count(many, one, several), " cette adresse ou ce numéro\u{a0}:"].concat()
    };
    let several = move || erasable.with(|all| all.len() > 1);
    view! {
        <LookupFailure
            title="Fiches illisibles"
            error=Signal::derive(move || still.failure())
            on_retry=move || still.refetch()
        />
        <Show when=move || records.with(|all| !all.is_empty())>
            <p>{told}</p>
            <ul role="list">{each(move || records.get(), |one| one.person.id.to_string(), item)}</ul>
        </Show>
        <Show when=any>
            <div>
                <Button on_press=ask>
                    {move || if several() { "Anonymiser ces fiches…" } else { "Anonymiser cette fiche…" }}
                </Button>
            </div>
        </Show>
    }
}

fn item(one: Record) -> AnyView {
    let Record { person: Person { id, name }, candidate } = one;
    let aside = candidate.then_some(" · candidat\u{a0}: à anonymiser depuis sa fiche, à sa demande");
    view! { <li><a class="link" href=paths::prospect(&id)>{name}</a> " " <span class="muted small">{id.to_string()} {aside}</span></li> }
        .into_any()
}

/// Loads the records that still hold personal data, with their names.
async fn still_theirs(ids: Vec<IdProspect>) -> Result<Vec<Record>, api::ApiError> {
    let mut all = Vec::new();
    for id in ids {
        let record = api::prospects::get(&id).await?;
        if record.date_anonymisation.is_none() {
            let name = format::person(&record.resume.prenom, &record.resume.nom);
            let candidate = record.resume.statut_prospect == StatutProspect::Candidat;
            all.push(Record { person: Person { id, name }, candidate });
        }
    }
    Ok(all)
}
