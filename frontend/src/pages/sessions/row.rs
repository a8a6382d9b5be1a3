//! Row of a session: dates, seats, statut, buttons.

use common::catalogue::SessionFormation;
use common::{IdSession, StatutSession};
use leptos::prelude::*;

use super::page_state::use_sessions;
use crate::model::format::count;
use crate::parts::latch::latch;
use crate::reactive::{Memo, Signal, memo, piece};
use crate::ui::{Badge, Button, ButtonKind, DayText, Icon, Tone};

/// A row. It keeps its element, and thereby the focus, while its session is listed.
#[component]
pub(super) fn Row(
    /// Identifier of the session.
    id: IdSession,
) -> impl IntoView {
    let page = use_sessions();
    let session =
        latch(move || page.list.with(|list| list?.data.iter().find(|one| one.id_session == id).cloned()));
    let libelle = memo(move || session.with(|one| one.as_ref().map(|one| one.libelle.clone())));
    let formation = move || session.with(|one| one.as_ref().map(|one| page.name_of(&one.formation)));
    let dates = piece(move || session.get().map(|one| dates(&one)));
    let folded = piece(move || session.get().map(|one| dates_and_statut(&one)));
    let seats = piece(move || session.get().map(|one| seats(&one)));
    let state = piece(move || session.get().map(|one| badge(one.statut_session)));
    view! {
        <tr>
            <th scope="row">
                <span class="ellipsis">{move || libelle.get()}</span>
                <span class="cell-sub ellipsis">{formation}</span>
                <span class="cell-sub sessions-folded">{folded}</span>
            </th>
            <td class="col-2">{dates}</td>
            <td>{seats}</td>
            <td class="col-1">{state}</td>
            <td><Acts session libelle/></td>
        </tr>
    }
}

fn dates(one: &SessionFormation) -> AnyView {
    view! {
        <span class="nowrap">"du " <DayText day=one.date_debut.clone()/></span>
        <span class="cell-sub nowrap">"au " <DayText day=one.date_fin.clone()/></span>
    }
    .into_any()
}

/// The two columns that a phone has no room for.
fn dates_and_statut(one: &SessionFormation) -> AnyView {
    view! {
        <DayText day=one.date_debut.clone()/> " – " <DayText day=one.date_fin.clone()/> " · "
        {one.statut_session.libelle()}
    }
    .into_any()
}

fn seats(one: &SessionFormation) -> AnyView {
    let taken =
        [&count(one.inscrits.into(), "inscrit", "inscrits"), " sur ", &one.capacite.to_string()].concat();
    let held = (one.retenues > 0)
        .then(|| [", ", &count(one.retenues.into(), "place retenue", "places retenues")].concat());
    let left = if one.complete {
        "complète".to_owned()
    } else {
        count(one.places_restantes.into(), "place libre", "places libres")
    };
    view! { <span class="num">{taken} {held}</span> <span class="cell-sub">{left}</span> }.into_any()
}

fn badge(statut: StatutSession) -> AnyView {
    let (tone, icon) = match statut {
        StatutSession::Planifiee => (Tone::Info, Icon::Calendar),
        StatutSession::Ouverte => (Tone::Success, Icon::CheckCircle),
        StatutSession::Fermee => (Tone::Warning, Icon::Lock),
        StatutSession::EnCours => (Tone::Accent, Icon::Clock),
        StatutSession::Terminee => (Tone::Neutral, Icon::Check),
        StatutSession::Annulee => (Tone::Neutral, Icon::Close),
    };
    view! { <Badge tone icon>{statut.libelle()}</Badge> }.into_any()
}

/// The buttons.
#[component]
fn Acts(session: Memo<Option<SessionFormation>>, libelle: Memo<Option<String>>) -> impl IntoView {
    let page = use_sessions();
    let which = move || [" la session ", &libelle.get().unwrap_or_default()].concat();
    let ask = move |dialog: RwSignal<bool>| {
        let about = session.get_untracked();
        if about.is_some() {
            page.about_session(about, dialog);
        }
    };
    let over = Signal::derive(move || {
        let statut = session.with(|one| one.as_ref().map(|one| one.statut_session));
        (statut == Some(StatutSession::Annulee)).then(|| "Cette session est déjà annulée".to_owned())
    });
    let kind = ButtonKind::Secondary;
    view! {
        <div class="sessions-acts">
            <Button kind small=true on_press=move || ask(page.editing)>
                "Modifier" <span class="sr-only">{which}</span>
            </Button>
            <Button kind small=true on_press=move || ask(page.copying)>
                "Dupliquer" <span class="sr-only">{which}</span>
            </Button>
            <Button kind small=true on_press=move || ask(page.waiting)>
                "Liste d’attente" <span class="sr-only">{which}</span>
            </Button>
            <Button kind small=true disabled_reason=over on_press=move || ask(page.cancelling)>
                "Annuler" <span class="sr-only">{which}</span>
            </Button>
        </div>
    }
}
