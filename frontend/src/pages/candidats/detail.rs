//! Page of a candidate: file, formation, origin, and completion of a partial conversion.

use common::{Candidat, CandidatDetail, IdCandidat, IdSession};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::decision::{DecisionDialog, Decisions};
use super::page_state::{CandidatState, use_candidat};
use super::piece_dialog::PieceDialog;
use super::pieces::Pieces;
use super::rows::FileState;
use super::session::SessionDialog;
use super::unfinished::Unfinished;
use crate::model::format;
use crate::parts::deadlines::of_query;
use crate::parts::focus;
use crate::parts::lazy::{LazyOnce, fetch_when_idle, part};
use crate::reactive::{Signal, effect_after, memo, piece};
use crate::state::{Command, Keep, Query, Topic, query, use_commands, use_page_title};
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
    prepare_dialog(candidat);
    let name =
        move || candidat.with(|one| one.map(|one| format::person(&one.candidat.prenom, &one.candidat.nom)));
    use_page_title(Signal::derive(move || name().unwrap_or_else(|| "Candidat".to_owned())));
    let content = piece(move || {
        if let Some(error) = candidat.failure() {
            return view! { <ErrorState error on_retry=move || candidat.refetch()/> }.into_any();
        }
        match candidat.get() {
            Some(one) => view! { <Sheet one=one.candidat/> }.into_any(),
            None => candidat
                .skeleton()
                .then(|| view! { <Spinner label="Chargement du candidat"/> }.into_any())
                .into_any(),
        }
    });
    let stale = Signal::derive(move || candidat.stale_failure());
    view! {
        <div class="page page-scroll">
            <a href=paths::CANDIDATS class="back-link"><IconView icon=Icon::ChevronLeft/> "Tous les candidats"</a>
            <StaleBanner error=stale on_retry=move || candidat.refetch()/>
            {content}
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
fn prepare_dialog(candidat: Query<CandidatDetail>) {
    let chosen =
        memo(move || candidat.with(|one| one.map(|one| (one.candidat.id_candidat, one.candidat.id_session))));
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

#[component]
fn Sheet(one: Candidat) -> impl IntoView {
    let unfinished = one.partielle.then(|| view! { <Unfinished id=one.id_prospect.clone()/> }.into_any());
    let drive = one.lien_dossier_drive.clone().filter(|link| format::is_safe_link(link)).map(|href| {
        view! { <LinkButton href kind=ButtonKind::Primary icon=Icon::Folder external=true>"Dossier Drive"</LinkButton> }.into_any()
    });
    let missing = one.lien_dossier_drive.is_none().then_some("Pas encore créé");
    let email = one.email.clone().map(|email| view! { <CopyText text=email/> }.into_any());
    let page = use_candidat();
    let session = one.session.clone().unwrap_or_else(|| "À choisir".to_owned());
    let wished = one.date_debut_souhaitee.clone().map(|day| view! { <DayText day/> }.into_any());
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
                <div class="dl-row"><dt>"Session"</dt><dd class="sheet-session">
                    <span>{session}</span>
                    <Button small=true on_press=move || page.choosing.set(true)>{page.act()}</Button>
                </dd></div>
                <div class="dl-row"><dt>"Début souhaité"</dt><dd>{wished}</dd></div>
                <div class="dl-row"><dt>"Converti"</dt><dd><RelativeTime at=one.date_conversion.clone()/></dd></div>
                {missing.map(|missing| view! { <div class="dl-row"><dt>"Dossier Drive"</dt><dd class="muted">{missing}</dd></div> }.into_any())}
            </dl>
            <Decisions one=one.clone()/>
            <Limits id=one.id_candidat/>
        </article>
    }
}
