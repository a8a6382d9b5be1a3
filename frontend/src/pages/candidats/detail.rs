//! Page of a candidate: file, formation, origin, and completion of a partial conversion.

use common::{Candidat, IdCandidat, IdSession};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::decision::{DecisionDialog, Decisions};
use super::page_state::{CandidatState, use_candidat};
use super::piece_dialog::PieceDialog;
use super::pieces::Pieces;
use super::rows::badges;
use super::session::SessionDialog;
use super::unfinished::Unfinished;
use crate::model::candidats::facts;
use crate::model::format;
use crate::parts::deadlines::of_query;
use crate::parts::focus;
use crate::parts::lazy::{LazyOnce, fetch_when_idle, part};
use crate::reactive::{Show, Signal, effect_after, memo, piece};
use crate::state::{Command, Keep, Topic, query, use_commands, use_page_title};
use crate::ui::{
    Button, ButtonKind, CopyText, DayText, ErrorState, Icon, IconView, LinkButton, RelativeTime, Spinner,
    StaleBanner,
};
use crate::{api, paths};

part!(session, session, view! { <SessionDialog/> });
part!(session, piece_dialog, view! { <PieceDialog/> });
part!(session, decision, view! { <DecisionDialog/> });

/// The page of a candidate.
#[component]
pub(crate) fn CandidatPage() -> impl IntoView {
    let path = use_location().pathname;
    // A path without a number matches no candidate; the service answers as for any unknown one.
    let id = memo(move || match paths::Page::at(&path.get()) {
        paths::Page::Candidat(number) => Some(number.parse().unwrap_or(IdCandidat::from(0))),
        _ => None,
    });
    let candidat =
        query(Keep::SameKey, move || id.get(), |_, topic| *topic == Topic::Candidats, api::candidats::get);
    let page = CandidatState::provide(candidat);
    use_commands(move || {
        let known = candidat.with(|one| one.is_some());
        let choose = || Command::new(page.act(), Icon::Calendar, move || page.choosing.set(true));
        known.then(choose).into_iter().collect()
    });
    prepare_dialog(page);
    let name =
        move || candidat.with(|one| one.map(|one| format::person(&one.candidat.prenom, &one.candidat.nom)));
    use_page_title(Signal::derive(move || name().unwrap_or_else(|| "Candidat".to_owned())));
    let known = page.part(|one| one.id_candidat);
    let failed = memo(move || candidat.failure());
    let stale = Signal::derive(move || candidat.stale_failure());
    view! {
        <div class="page page-scroll">
            <a href=paths::CANDIDATS class="back-link"><IconView icon=Icon::ChevronLeft/> "Tous les candidats"</a>
            <StaleBanner error=stale on_retry=move || candidat.refetch()/>
            {move || failed.get().map(|error| {
                view! { <ErrorState error on_retry=move || candidat.refetch()/> }.into_any()
            })}
            <Show when=move || candidat.skeleton()><Spinner label="Chargement du candidat"/></Show>
            {piece(move || known.get().map(|id| view! { <Sheet id/> }.into_any()))}
            <Pieces/>
        </div>
        <LazyOnce part=session wanted=page.choosing/>
        <LazyOnce part=piece_dialog wanted=page.noting/>
        <LazyOnce part=decision wanted=page.deciding/>
    }
}

/// A candidate and its session; `None` during loading.
type Chosen = Option<(IdCandidat, Option<IdSession>)>;

/// Fetches the code of the dialog for a candidate without session, and gives a lost focus to its button: the sheet is
/// drawn again with the new session.
fn prepare_dialog(page: CandidatState) {
    let chosen = page.part(|one| (one.id_candidat, one.id_session));
    effect_after(move |before: Option<Chosen>| {
        let now = chosen.get();
        if let Some((_, None)) = now {
            fetch_when_idle(session);
        }
        if let (Some(Some((id, former))), Some((same, session))) = (before, now)
            && id == same
            && former != session
        {
            focus::recover(&[(".sheet-session button", 0)]);
        }
        now
    });
}

/// The date limits of the candidate's session.
#[component]
fn Limits(id: IdCandidat) -> impl IntoView {
    let read = query(
        Keep::SameKey,
        move || Some(id),
        |_, topic| matches!(topic, Topic::Candidats | Topic::Catalogue),
        api::echeances::of_candidate,
    );
    of_query(read)
}

/// The sheet of a candidate. Only its parts are redrawn, so that nothing jumps and the focus stays.
#[component]
fn Sheet(id: IdCandidat) -> impl IntoView {
    let page = use_candidat();
    let unfinished = page.part(|one| one.partielle.then(|| one.id_prospect.clone()));
    let state = page.part(|one| (one.statut_dossier, one.partielle));
    let known = page.part(facts);
    view! {
        {piece(move || unfinished.get().flatten().map(|id| view! { <Unfinished id/> }.into_any()))}
        <article class="card sheet">
            <header class="sheet-head">
                <span class="file-state">
                    {piece(move || state.get().map(|(statut, partielle)| badges(statut, partielle)))}
                </span>
                {piece(move || known.get().map(links))}
            </header>
            {piece(move || known.get().map(|one| view! { <Facts one/> }.into_any()))}
            <Decisions id/>
            <Limits id/>
        </article>
    }
}

/// The links to the prospect and to the Drive folder.
fn links(one: Candidat) -> AnyView {
    let drive = one.lien_dossier_drive.filter(|link| format::is_safe_link(link)).map(|href| {
        view! { <LinkButton href kind=ButtonKind::Primary icon=Icon::Folder external=true>"Dossier Drive"</LinkButton> }.into_any()
    });
    view! {
        <span class="sheet-actions">
            <LinkButton href=paths::prospect(&one.id_prospect) icon=Icon::Prospects>"Fiche du prospect"</LinkButton>
            {drive}
        </span>
    }
    .into_any()
}

/// Number, address, formation, session and dates.
#[component]
fn Facts(one: Candidat) -> impl IntoView {
    let page = use_candidat();
    let missing = one.lien_dossier_drive.is_none().then_some("Pas encore créé");
    let email = one.email.map(|email| view! { <CopyText text=email/> }.into_any());
    let session = one.session.unwrap_or_else(|| "À choisir".to_owned());
    let wished = one.date_debut_souhaitee.map(|day| view! { <DayText day/> }.into_any());
    view! {
        <dl class="dl">
            <div class="dl-row"><dt>"N° de dossier"</dt><dd><CopyText text=one.numero_dossier/></dd></div>
            <div class="dl-row"><dt>"Adresse e-mail"</dt><dd>{email}</dd></div>
            <div class="dl-row"><dt>"Formation"</dt><dd>{one.formation.nom}</dd></div>
            <div class="dl-row"><dt>"Session"</dt><dd class="sheet-session">
                <span>{session}</span>
                <Button small=true on_press=move || page.choosing.set(true)>{move || page.act()}</Button>
            </dd></div>
            <div class="dl-row"><dt>"Début souhaité"</dt><dd>{wished}</dd></div>
            <div class="dl-row"><dt>"Converti"</dt><dd><RelativeTime at=one.date_conversion/></dd></div>
            {missing.map(|missing| view! { <div class="dl-row"><dt>"Dossier Drive"</dt><dd class="muted">{missing}</dd></div> }.into_any())}
        </dl>
    }
}
