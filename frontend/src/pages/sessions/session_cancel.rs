//! Dialog that cancels a session.

use common::catalogue::SessionFormation;
use common::catalogue_requests::ChangeSessionRequest;
use common::{IdSession, StatutSession};
use leptos::prelude::*;

use super::page_state::{use_sessions, when_done};
use crate::api::{self, ApiError};
use crate::model::format::count;
use crate::parts::confirm::{Confirm, refusal};
use crate::reactive::{Signal, piece};
use crate::state::mutation;
use crate::ui::ButtonKind;

/// The dialog.
#[component]
pub(super) fn CancelDialog() -> impl IntoView {
    let page = use_sessions();
    let (open, failure) = (page.cancelling, RwSignal::new(None));
    let refused = refusal(failure);
    let done = when_done(open);
    let cancelling = mutation(cancel, move |result: Result<SessionFormation, ApiError>| match result {
        Ok(session) => done("Session annulée", session.libelle),
        Err(error) => refused(&error),
    });
    let title = Signal::derive(move || {
        let label = page.session.with(|one| one.as_ref().map(|one| one.libelle.clone())).unwrap_or_default();
        ["Annuler la session ", &label, "\u{a0}?"].concat()
    });
    let confirm = move || {
        if let Some(id) = page.session.with_untracked(|one| one.as_ref().map(|one| one.id_session)) {
            cancelling.start(id);
        }
    };
    view! {
        <Confirm
            open
            title
            act="Annuler la session"
            kind=ButtonKind::Danger
            busy=cancelling.busy
            failure
            on_confirm=confirm
        >
            <p>"Elle ne prend plus de candidats et reste dans la liste. «\u{a0}Modifier\u{a0}» permet de la rouvrir."</p>
            <Enrolled/>
        </Confirm>
    }
}

/// Warns that the session has candidates.
#[component]
fn Enrolled() -> impl IntoView {
    let page = use_sessions();
    piece(move || {
        let enrolled = page.session.with(|one| one.as_ref().map(|one| one.inscrits)).unwrap_or_default();
        (enrolled > 0).then(|| {
            let who = count(enrolled.into(), "candidat y est inscrit", "candidats y sont inscrits");
            view! {
                <p class="callout callout-warning">
                    {who} "\u{a0}: donnez-leur une autre session depuis leur fiche."
                </p>
            }
            .into_any()
        })
    })
}

/// Cancels the session as it is now: the dialog shows only its label and its candidates.
async fn cancel(id: IdSession) -> Result<SessionFormation, ApiError> {
    let (_, version) = api::catalogue::session(id).await?;
    let request = ChangeSessionRequest {
        statut_session: Some(StatutSession::Annulee),
        ..ChangeSessionRequest::default()
    };
    api::catalogue::change_session(id, &request, &version).await
}
