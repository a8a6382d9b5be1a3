//! Form of the documents that a formation requires.

use common::catalogue::DocumentRequis;
use common::catalogue_requests::ReplaceDocumentsRequisRequest;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::page_state::{use_sessions, when_done};
use crate::api;
use crate::model::catalogue::{documents, lines};
use crate::parts::dialog_form::{FormFooter, hold_open};
use crate::parts::form::Form;
use crate::parts::loaded::loaded;
use crate::reactive::Signal;
use crate::state::{Keep, query};
use crate::ui::{Dialog, DialogBody, TextArea};

/// The documents that the form changes, with their version.
type Read = (Vec<DocumentRequis>, String);

/// The dialog.
#[component]
pub(super) fn DocumentsDialog() -> impl IntoView {
    let page = use_sessions();
    let busy = RwSignal::new(false);
    let title = Signal::derive(move || {
        let name = page.formation.with(|one| one.as_ref().map(|one| one.nom.clone())).unwrap_or_default();
        ["Documents requis\u{a0}: ", &name].concat()
    });
    let content = move || {
        let code = page.formation.with_untracked(|one| one.as_ref().map(|one| one.code.clone()));
        code.map(|code| view! { <Loaded code busy/> }.into_any())
    };
    view! { <Dialog open=page.requiring title busy>{content()}</Dialog> }
}

/// The form, once the documents and their version are loaded.
#[component]
fn Loaded(code: String, busy: RwSignal<bool>) -> impl IntoView {
    let code = StoredValue::new(code);
    let read = query(
        Keep::SameKey,
        move || Some(code.get_value()),
        |_, _| false,
        |code| api::catalogue::versioned_documents(&code),
    );
    loaded(read, move |read| view! { <DocumentsForm code=code.get_value() read busy/> }.into_any())
}

#[component]
fn DocumentsForm(code: String, read: Read, busy: RwSignal<bool>) -> impl IntoView {
    let page = use_sessions();
    let form = Form::new(["documents"]).filled([lines(&read.0)]);
    let [typed] = form.lines;
    let draft = form.draft("documents", &code);
    let done = when_done(page.requiring);
    let name =
        page.formation.with_untracked(|one| one.as_ref().map(|one| one.nom.clone())).unwrap_or_default();
    let (known, version) = read;
    let saving = form.sending(
        |(code, version, request): (String, String, ReplaceDocumentsRequisRequest)| async move {
            api::catalogue::replace_documents(&code, &request, &version).await
        },
        "Les documents n’ont pas été enregistrés",
        move |_: Vec<DocumentRequis>| {
            draft.end();
            done("Documents enregistrés", name.clone());
        },
    );
    hold_open(busy, saving.busy);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let documents = documents(&typed.typed(), &known);
        if form.check([None]) {
            let request = ReplaceDocumentsRequisRequest { documents };
            saving.start((code.clone(), version.clone(), request));
        }
    };
    view! {
        <form novalidate on:submit=submit>
            <DialogBody>
                <TextArea
                    label="Documents"
                    value=typed.value
                    error=typed.error
                    hint="Un par ligne, dans l’ordre à afficher. Terminez par (facultatif) la ligne d’un document dont un dossier peut se \
                          passer."
                    rows="10"
                />
            </DialogBody>
            <FormFooter open=page.requiring busy=saving.busy failure=form.failure act="Enregistrer les documents" draft/>
        </form>
    }
}
