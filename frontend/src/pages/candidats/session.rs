//! Dialog that gives a candidate a session, or another one.

use common::candidat::MoveCandidatRequest;
use common::{CandidatDetail, IdCandidat};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::page_state::use_candidat;
use crate::api::{self, ApiError};
use crate::model::conversion::SessionChoice;
use crate::model::format;
use crate::model::refusal::Refusal;
use crate::parts::dialog_form::{FormFooter, closing, hold_open};
use crate::parts::form::Form;
use crate::parts::sessions::{JUST_FILLED, Sessions};
use crate::reactive::Signal;
use crate::state::{Toast, Topic, invalidate, mutation, use_toasts};
use crate::ui::{Dialog, DialogBody};

/// The dialog; it opens on request of the page.
#[component]
pub(super) fn SessionDialog() -> impl IntoView {
    let page = use_candidat();
    let busy = RwSignal::new(false);
    let title = Signal::derive(move || page.act().to_owned());
    view! { <Dialog open=page.choosing title busy><SessionForm busy/></Dialog> }
}

#[component]
fn SessionForm(busy: RwSignal<bool>) -> impl IntoView {
    let (page, toasts) = (use_candidat(), use_toasts());
    let form = Form::new(["idSession"]);
    let [session] = form.lines;
    let close = closing(page.choosing);
    let changing = mutation(
        |(id, request): (IdCandidat, MoveCandidatRequest)| async move {
            api::candidats::change_session(id, &request).await
        },
        move |result: Result<CandidatDetail, ApiError>| match result {
            Ok(CandidatDetail { candidat: one, .. }) => {
                close();
                let name = format::person(&one.prenom, &one.nom);
                let said = [&name, "\u{a0}: ", one.session.as_deref().unwrap_or_default()].concat();
                toasts.push(Toast::info("Session enregistrée").message(said));
                for topic in [Topic::Prospect(one.id_prospect), Topic::Candidats, Topic::Catalogue] {
                    invalidate(&topic);
                }
            }
            Err(error) => {
                if !refused(form, &error) {
                    toasts.push(Toast::error("La session n’a pas été changée").message(error.message()));
                }
            }
        },
    );
    hold_open(busy, changing.busy);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let chosen = match SessionChoice::parse(&session.typed()) {
            SessionChoice::Session(id_session) => Some(id_session),
            SessionChoice::Unset | SessionChoice::Without => None,
        };
        let wrong = chosen.is_none().then_some("Choisissez une session.");
        let candidat = page.candidat.with(|one| one.map(|one| one.candidat.id_candidat));
        if let (true, Some(id_session), Some(id)) = (form.check([wrong]), chosen, candidat) {
            changing.start((id, MoveCandidatRequest { id_session }));
        }
    };
    let formation = Signal::derive(move || {
        page.candidat.with(|one| one.map(|one| one.candidat.formation.code.clone())).unwrap_or_default()
    });
    let present = Signal::derive(move || page.candidat.with(|one| one?.candidat.id_session));
    view! {
        <form novalidate on:submit=submit>
            <DialogBody>
                <p class="muted">{move || page.candidat.with(|one| one.map(|one| one.candidat.formation.nom.clone()))}</p>
                <Sessions formation session present/>
            </DialogBody>
            <FormFooter
                open=page.choosing
                busy=changing.busy
                failure=form.failure
                act=Signal::derive(move || page.act().to_owned())
            />
        </form>
    }
}

/// Shows the errors of a refusal. Returns false when the form is closed.
fn refused(form: Form<1>, error: &ApiError) -> bool {
    if let Some(Refusal::SessionFull(_)) = error.problem().map(Refusal::of) {
        invalidate(&Topic::Catalogue);
        return form.tell([Some(JUST_FILLED.to_owned())], None);
    }
    form.refused(error)
}
