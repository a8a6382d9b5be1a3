//! A candidate: the file, the formation, where it came from, and how to finish an unfinished conversion.

use common::Candidat;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;

use super::rows::FileState;
use crate::api::{self, ApiError, IdempotencyKey};
use crate::paths;
use crate::state::{Keep, Toast, Topic, mutation, query, use_page_title, use_toasts};
use crate::ui::{
    Button, ButtonKind, CopyText, DayText, ErrorState, Icon, IconView, LinkButton, RelativeTime, Spinner,
    StaleBanner,
};

/// The page of a candidate.
#[component]
pub(crate) fn CandidatPage() -> impl IntoView {
    let params = use_params_map();
    // An address that holds no number names nobody: the service says so as for any unknown candidate.
    let id = Memo::new(move |_| params.with(|all| all.get("idCandidat")?.parse::<i64>().ok()).unwrap_or(0));
    let candidat = query(
        Keep::SameKey,
        move || Some(id.get()),
        |_, topic| *topic == Topic::Candidats,
        api::candidats::get,
    );
    let name = move || candidat.with(|one| one.map(|one| format!("{} {}", one.prenom, one.nom)));
    use_page_title(Signal::derive(move || name().unwrap_or_else(|| "Candidat".to_owned())));
    let content = move || {
        if let Some(error) = candidat.failure() {
            return view! { <ErrorState error on_retry=move || candidat.refetch()/> }.into_any();
        }
        match candidat.get() {
            Some(one) => view! { <Sheet one/> }.into_any(),
            None => {
                candidat.skeleton().then(|| view! { <Spinner label="Chargement du candidat"/> }).into_any()
            }
        }
    };
    let stale = Signal::derive(move || candidat.stale_failure());
    view! {
        <div class="page page-scroll">
            <A href=paths::CANDIDATS attr:class="back-link"><IconView icon=Icon::ChevronLeft/> "Tous les candidats"</A>
            <StaleBanner error=stale on_retry=move || candidat.refetch()/>
            {content}
        </div>
    }
}

#[component]
fn Sheet(one: Candidat) -> impl IntoView {
    let unfinished = one.partielle.then(|| view! { <Unfinished id_conversion=one.id_conversion/> });
    let drive = one.lien_dossier_drive.clone().map(|href| {
        view! { <LinkButton href kind=ButtonKind::Primary icon=Icon::Folder external=true>"Dossier Drive"</LinkButton> }
    });
    let missing = one.lien_dossier_drive.is_none().then_some("Pas encore créé");
    let email = one.email.clone().map_or_else(
        || view! { <span class="muted">"Aucune"</span> }.into_any(),
        |email| view! { <CopyText text=email/> }.into_any(),
    );
    let session = one.session.clone().unwrap_or_else(|| "À choisir".to_owned());
    let wished = one.date_debut_souhaitee.clone().map_or_else(
        || view! { <span class="muted">"Non précisée"</span> }.into_any(),
        |day| view! { <DayText day/> }.into_any(),
    );
    view! {
        {unfinished}
        <article class="card sheet">
            <header class="sheet-head">
                <FileState one=Candidat { lien_dossier_drive: None, ..one.clone() }/>
                <span class="sheet-actions">
                    <LinkButton href=paths::prospect(&one.id_prospect) icon=Icon::Prospects>"Fiche du prospect"</LinkButton>
                    {drive}
                </span>
            </header>
            <dl class="dl">
                <div class="dl-row"><dt>"N° de dossier"</dt><dd><CopyText text=one.numero_dossier.clone()/></dd></div>
                <div class="dl-row"><dt>"Adresse e-mail"</dt><dd>{email}</dd></div>
                <div class="dl-row"><dt>"Formation"</dt><dd>{one.formation.nom.clone()}</dd></div>
                <div class="dl-row"><dt>"Session"</dt><dd>{session}</dd></div>
                <div class="dl-row"><dt>"Début souhaité"</dt><dd>{wished}</dd></div>
                <div class="dl-row"><dt>"Converti"</dt><dd><RelativeTime at=one.date_conversion.clone()/></dd></div>
                {missing.map(|missing| view! { <div class="dl-row"><dt>"Dossier Drive"</dt><dd class="muted">{missing}</dd></div> })}
            </dl>
        </article>
    }
}

/// What an unfinished conversion asks for, and the way to finish it.
#[component]
fn Unfinished(id_conversion: Option<i64>) -> impl IntoView {
    let toasts = use_toasts();
    let relaunch = mutation(
        |id: i64| async move { api::actions::relaunch(id, &IdempotencyKey::new()).await },
        move |result: Result<_, ApiError>| {
            toasts.push(match result {
                Ok(_) => {
                    Toast::info("Conversion relancée").message("Vous serez averti par les notifications.")
                }
                Err(error) => Toast::error(error.title()).message(error.message()),
            });
        },
    );
    let button = id_conversion.map(|id| {
        view! { <Button icon=Icon::Refresh busy=relaunch.busy on_press=move || relaunch.start(id)>"Relancer"</Button> }
    });
    view! {
        <div class="callout callout-warning">
            <IconView icon=Icon::Warning/>
            <p class="callout-text">
                <strong>"Conversion partielle. "</strong>
                "Le dossier Drive n’a pas pu être créé : relancez la conversion pour la terminer."
            </p>
            {button}
        </div>
    }
}
