//! Dialog "Modifier": loads the record and its version first, so that no concurrent change is overwritten.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::conflicts::Conflicts;
use super::editing::Editing;
use super::fields::PersonFields;
use crate::api;
use crate::pages::prospects::ask::open_signal;
use crate::pages::prospects::page_state::{Dialog as PageDialog, use_page};
use crate::parts::dialog_form::{FormFooter, hold_open};
use crate::parts::focus;
use crate::reactive::{Show, memo};
use crate::state::{Keep, query};
use crate::ui::{Dialog, DialogBody, ErrorState, Spinner};

/// The dialog; it opens on request of the page.
#[component]
pub(in crate::pages::prospects) fn EditDialog() -> impl IntoView {
    let open = open_signal(use_page(), |dialog| dialog == PageDialog::Edit);
    let busy = RwSignal::new(false);
    view! { <Dialog open title="Modifier la fiche" busy><EditSteps open busy/></Dialog> }
}

/// Loads the record, then shows the form. Later changes do not touch the form; the version reveals them on saving.
#[component]
fn EditSteps(open: RwSignal<bool>, busy: RwSignal<bool>) -> impl IntoView {
    let page = use_page();
    let id = untrack(|| page.open_id());
    let record =
        query(Keep::SameKey, move || id.clone(), |_, _| false, |id| api::prospects::get_versioned(&id));
    let known = memo(move || record.with(|record| record.is_some()));
    let failure = memo(move || record.failure());
    let retry = Callback::new(move |()| record.refetch());
    view! {
        {move || failure.get().map(|error| view! { <DialogBody><ErrorState error on_retry=retry/></DialogBody> }.into_any())}
        <Show when=move || record.skeleton()>
            <DialogBody><Spinner label="Chargement de la fiche"/></DialogBody>
        </Show>
        {move || known.get().then(|| untrack(|| record.get())).flatten().map(|(prospect, version)| {
            let editing = Editing::new(open, prospect, version);
            view! { <EditForm editing open busy/> }.into_any()
        })}
    }
}

#[component]
fn EditForm(editing: Editing, open: RwSignal<bool>, busy: RwSignal<bool>) -> impl IntoView {
    hold_open(busy, editing.busy);
    // The dialog opened with the focus on its close button, before the form existed.
    focus::move_later("dialog[open] .dialog-body input", 0);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        editing.submit();
    };
    view! {
        <form class="person-form" novalidate on:submit=on_submit>
            <DialogBody>
                <Conflicts editing/>
                <PersonFields state=editing.state known=true shared=editing.shared/>
            </DialogBody>
            <FormFooter open busy=editing.busy failure=editing.state.form.failure act="Enregistrer" draft=editing.draft/>
        </form>
    }
}
