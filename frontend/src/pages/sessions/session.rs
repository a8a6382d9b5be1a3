//! Form of a session: a new one, or a change.

use common::catalogue::SessionFormation;
use common::catalogue_requests::{ChangeSessionRequest, NewSessionRequest};
use common::{Day, ErrorCode, IdSession, StatutSession};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::page_state::{use_sessions, when_done};
use crate::api::{self, ApiError};
use crate::model::catalogue::{Rhythm, whole, wrong_days};
use crate::parts::dialog_form::{FormFooter, hold_open};
use crate::parts::form::{Entry, Form};
use crate::parts::loaded::loaded;
use crate::reactive::Signal;
use crate::state::{Keep, Toast, mutation, query, use_toasts};
use crate::ui::{DateField, Dialog, DialogBody, SelectField, SelectOption, TextField};

/// The session that the form changes, with its version.
type Read = Option<(SessionFormation, String)>;

/// Names of the fields in the request's JSON.
const NAMES: [&str; 8] = [
    "formation",
    "libelle",
    "dateDebut",
    "dateFin",
    "capacite",
    "statutSession",
    "enContinu|tempsPartiel",
    "aDistance",
];

/// The request that the form sends.
enum Asked {
    New(NewSessionRequest),
    Change(IdSession, String, ChangeSessionRequest),
}

/// The dialog.
#[component]
pub(super) fn SessionDialog() -> impl IntoView {
    let page = use_sessions();
    let busy = RwSignal::new(false);
    let title = Signal::derive(move || match page.session.get() {
        Some(session) => ["Modifier la session ", &session.libelle].concat(),
        None => "Créer une session".to_owned(),
    });
    let content = move || match page.session.get_untracked() {
        Some(session) => view! { <Loaded id=session.id_session busy/> }.into_any(),
        None => view! { <SessionForm read=None busy/> }.into_any(),
    };
    view! { <Dialog open=page.editing title busy>{content()}</Dialog> }
}

/// The form, once the session and its version are loaded.
#[component]
fn Loaded(id: IdSession, busy: RwSignal<bool>) -> impl IntoView {
    let read = query(Keep::SameKey, move || Some(id), |_, _| false, api::catalogue::session);
    loaded(read, move |read| view! { <SessionForm read=Some(read) busy/> }.into_any())
}

#[component]
fn SessionForm(read: Read, busy: RwSignal<bool>) -> impl IntoView {
    let (page, toasts) = (use_sessions(), use_toasts());
    let record = read.as_ref().map(|(session, _)| session.id_session.to_string()).unwrap_or_default();
    let form = Form::new(NAMES).filled(opening(
        read.as_ref().map(|(session, _)| session),
        page.address.now.get_untracked().formation,
    ));
    let draft = form.draft("session", &record);
    let is_new = read.is_none();
    let done = when_done(page.editing);
    let sending = mutation(send, move |result: Result<SessionFormation, ApiError>| match result {
        Ok(session) => {
            draft.end();
            done(if is_new { "Session créée" } else { "Session enregistrée" }, session.libelle);
        }
        Err(error) => {
            if !refused(form, &error) {
                toasts.push(Toast::error("La session n’a pas été enregistrée").message(error.message()));
            }
        }
    });
    hold_open(busy, sending.busy);
    let read = StoredValue::new(read);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(asked) = asked(form, read.get_value()) {
            sending.start(asked);
        }
    };
    let act = if is_new { "Créer la session" } else { "Enregistrer la session" };
    view! {
        <form novalidate on:submit=submit>
            <DialogBody><Fields form is_new/></DialogBody>
            <FormFooter open=page.editing busy=sending.busy failure=form.failure act draft/>
        </form>
    }
}

#[component]
fn Fields(form: Form<8>, is_new: bool) -> impl IntoView {
    let [formation, libelle, debut, fin, capacite, statut, rythme, lieu] = form.lines;
    let statuts = statuts(&statut.value.get_untracked());
    view! {
        <FormationField formation is_new/>
        <TextField
            label="Libellé"
            value=libelle.value
            error=libelle.error
            hint="Par exemple «\u{a0}Mars 2027\u{a0}»."
            autocomplete="off"
            required=true
        />
        <div class="person-grid">
            <DateField label="Premier jour" value=debut.value error=debut.error required=true/>
            <DateField label="Dernier jour" value=fin.value error=fin.error required=true/>
        </div>
        <div class="person-grid">
            <TextField label="Places" value=capacite.value error=capacite.error autocomplete="off" required=true/>
            <SelectField
                label="Statut"
                value=statut.value
                options=Signal::stored(statuts)
                error=statut.error
                required=true
            />
        </div>
        <div class="person-grid">
            <SelectField
                label="Rythme"
                value=rythme.value
                options=Signal::stored(rhythms())
                error=rythme.error
                required=true
            />
            <SelectField label="Lieu" value=lieu.value options=Signal::stored(places()) error=lieu.error required=true/>
        </div>
    }
}

/// Returns the choices of the statut. The dates decide on the others, of which only the present one is shown.
fn statuts(present: &str) -> Vec<SelectOption> {
    let offered =
        StatutSession::ALL.iter().filter(|one| !one.follows_from_dates() || one.as_str() == present);
    offered.map(|one| SelectOption::new(one.as_str(), one.libelle())).collect()
}

/// Returns the choices of the rhythm.
fn rhythms() -> Vec<SelectOption> {
    Rhythm::ALL.map(|(one, label)| SelectOption::new(one.word(), label)).to_vec()
}

/// Returns the choices of the place.
fn places() -> Vec<SelectOption> {
    vec![SelectOption::new("false", "À l’école"), SelectOption::new("true", "À distance")]
}

/// The formation: a choice for a new session, a text for another one.
#[component]
fn FormationField(formation: Entry, is_new: bool) -> impl IntoView {
    let page = use_sessions();
    if !is_new {
        let name = move || page.name_of(&formation.value.get());
        return view! { <p class="muted">{name}</p> }.into_any();
    }
    let options = Signal::derive(move || {
        let first = std::iter::once(SelectOption::new("", "Choisir une formation"));
        let active = page.formations.get().unwrap_or_default().into_iter().filter(|one| one.active);
        first.chain(active.map(|one| SelectOption::new(one.code, one.nom))).collect::<Vec<_>>()
    });
    view! { <SelectField label="Formation" value=formation.value options error=formation.error required=true/> }
        .into_any()
}

/// Returns the values at opening.
fn opening(session: Option<&SessionFormation>, formation: String) -> [String; 8] {
    match session {
        Some(one) => [
            one.formation.clone(),
            one.libelle.clone(),
            one.date_debut.to_string(),
            one.date_fin.to_string(),
            one.capacite.to_string(),
            one.statut_session.to_string(),
            Rhythm::of(one.en_continu, one.temps_partiel).word().to_owned(),
            one.a_distance.to_string(),
        ],
        None => {
            let [libelle, debut, fin, capacite] = [const { String::new() }; 4];
            let rythme = Rhythm::default().word().to_owned();
            let (statut, lieu) = (StatutSession::Ouverte.to_string(), false.to_string());
            [formation, libelle, debut, fin, capacite, statut, rythme, lieu]
        }
    }
}

/// Returns the request, or shows the errors of the fields.
fn asked(form: Form<8>, read: Read) -> Option<Asked> {
    let [formation, libelle, debut, fin, capacite, statut, rythme, lieu] = form.lines.map(Entry::text);
    let (en_continu, temps_partiel) = Rhythm::parse(&rythme).flags();
    let places = whole(&capacite);
    let [wrong_first, wrong_last] = wrong_days(&debut, &fin);
    let right = form.check([
        formation.is_empty().then_some("Choisissez une formation."),
        libelle.is_empty().then_some("Indiquez un libellé."),
        wrong_first,
        wrong_last,
        places.is_none().then_some("Indiquez un nombre de places."),
        None,
        None,
        None,
    ]);
    let (capacite, statut_session) = (places.filter(|_| right)?, statut.parse().ok());
    let (date_debut, date_fin) = (Day::new(debut), Day::new(fin));
    Some(match read {
        None => Asked::New(NewSessionRequest {
            formation,
            libelle,
            date_debut,
            date_fin,
            capacite,
            statut_session,
            en_continu: Some(en_continu),
            temps_partiel: Some(temps_partiel),
            a_distance: lieu.parse().ok(),
        }),
        Some((session, version)) => {
            let request = ChangeSessionRequest {
                libelle: Some(libelle),
                date_debut: Some(date_debut),
                date_fin: Some(date_fin),
                capacite: Some(capacite),
                // An untouched statut follows the dates, which may have changed.
                statut_session: statut_session.filter(|statut| *statut != session.statut_session),
                en_continu: Some(en_continu),
                temps_partiel: Some(temps_partiel),
                a_distance: lieu.parse().ok(),
            };
            Asked::Change(session.id_session, version, request)
        }
    })
}

async fn send(asked: Asked) -> Result<SessionFormation, ApiError> {
    match asked {
        Asked::New(request) => api::catalogue::create_session(&request).await,
        Asked::Change(id, version, request) => api::catalogue::change_session(id, &request, &version).await,
    }
}

/// Shows the errors of a refusal; too few seats stand beside their field. Returns false when the form is closed.
fn refused(form: Form<8>, error: &ApiError) -> bool {
    let code = error.problem().and_then(|problem| problem.code.known());
    if code == Some(ErrorCode::CapaciteInsuffisante) {
        let message = Some(error.message());
        return form.tell([None, None, None, None, message, None, None, None], None);
    }
    form.refused(error)
}
