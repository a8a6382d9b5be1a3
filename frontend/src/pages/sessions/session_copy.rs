//! Dialog that copies a session to later dates.

use common::IdSession;
use common::catalogue::SessionFormation;
use common::catalogue_requests::DuplicateSessionRequest;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::page_state::{use_sessions, when_done};
use crate::api;
use crate::model::catalogue::whole;
use crate::parts::dialog_form::{FormFooter, hold_open};
use crate::parts::form::{Entry, Form};
use crate::reactive::Signal;
use crate::ui::{Dialog, DialogBody, TextField};

/// The dialog.
#[component]
pub(super) fn CopyDialog() -> impl IntoView {
    let page = use_sessions();
    let busy = RwSignal::new(false);
    let title = Signal::derive(move || {
        let label = page.session.with(|one| one.as_ref().map(|one| one.libelle.clone())).unwrap_or_default();
        ["Dupliquer la session ", &label].concat()
    });
    view! { <Dialog open=page.copying title busy><CopyForm busy/></Dialog> }
}

#[component]
fn CopyForm(busy: RwSignal<bool>) -> impl IntoView {
    let page = use_sessions();
    let form = Form::new(["decalageMois", "libelle"]).filled(["12".to_owned(), String::new()]);
    let [months, libelle] = form.lines;
    let done = when_done(page.copying);
    let copying = form.sending(
        |(id, request): (IdSession, DuplicateSessionRequest)| async move {
            api::catalogue::duplicate_session(id, &request).await
        },
        "La session n’a pas été dupliquée",
        move |copy: SessionFormation| done("Session créée", copy.libelle),
    );
    hold_open(busy, copying.busy);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let [typed, libelle] = form.lines.map(Entry::text);
        let decalage_mois = whole(&typed).and_then(|months| u32::try_from(months).ok());
        let wrong = decalage_mois.is_none().then_some("Indiquez un nombre de mois.");
        let id = page.session.with_untracked(|one| one.as_ref().map(|one| one.id_session));
        if let (true, Some(decalage_mois), Some(id)) = (form.check([wrong, None]), decalage_mois, id) {
            let libelle = Some(libelle).filter(|libelle| !libelle.is_empty());
            copying.start((id, DuplicateSessionRequest { decalage_mois, libelle }));
        }
    };
    view! {
        <form novalidate on:submit=submit>
            <DialogBody>
                <p class="muted">"La copie garde la formation et le nombre de places. Elle est planifiée, sans inscrit."</p>
                <TextField
                    label="Décalage en mois"
                    value=months.value
                    error=months.error
                    hint="De 1 à 60 mois après la session d’origine."
                    autocomplete="off"
                    required=true
                />
                <TextField
                    label="Libellé"
                    value=libelle.value
                    error=libelle.error
                    hint="Sans libellé, le mois et l’année du premier jour."
                    autocomplete="off"
                />
            </DialogBody>
            <FormFooter open=page.copying busy=copying.busy failure=form.failure act="Dupliquer la session"/>
        </form>
    }
}
