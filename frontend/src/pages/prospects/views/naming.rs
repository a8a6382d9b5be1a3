//! Dialogs that name a view: a new one, and the open one.

use common::vue::{ChangeVueRequest, NewVueRequest, PorteeVue, Vue};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::view_state::{reopen, use_view_state};
use crate::api;
use crate::model::vues::requete;
use crate::parts::address::History;
use crate::parts::dialog_form::{FormFooter, closing, hold_open};
use crate::parts::form::{Entry, Form};
use crate::reactive::Signal;
use crate::state::{Toast, Topic, draft, invalidate, use_toasts};
use crate::ui::{Dialog, DialogBody, RadioList, RadioOption, TextField};

/// The dialog that saves the list as a new view.
#[component]
pub(super) fn SaveDialog() -> impl IntoView {
    let state = use_view_state();
    let busy = RwSignal::new(false);
    view! { <Dialog open=state.saving title="Enregistrer une vue" busy><SaveForm busy/></Dialog> }
}

#[component]
fn SaveForm(busy: RwSignal<bool>) -> impl IntoView {
    let state = use_view_state();
    let toasts = use_toasts();
    let form = Form::new(["nom", "portee|requete"])
        .filled([String::new(), PorteeVue::Personnelle.as_str().to_owned()]);
    let [nom, portee] = form.lines;
    let kept = draft("vue", "", form.values());
    let close = closing(state.saving);
    let sending = form.sending(
        |request: NewVueRequest| async move { api::vues::create(&request).await },
        "La vue n’a pas été enregistrée",
        move |vue: Vue| {
            kept.end();
            // The list of views is written at once, so that the address finds the new one.
            state.views.list.update(|list| list.get_or_insert_default().push(vue.clone()));
            invalidate(&Topic::Vues);
            toasts.push(Toast::info("Vue enregistrée").message(vue.nom.clone()));
            // A person who has left the dialog keeps the present list.
            if close() {
                if let Some(former) = state.vue.get_untracked() {
                    state.views.remember(former.id_vue, None);
                }
                reopen(state.page, &vue, History::Push);
            }
        },
    );
    hold_open(busy, sending.busy);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let [nom, portee] = form.lines.map(Entry::text);
        let missing = nom.is_empty().then_some("Donnez un nom à la vue.");
        if form.check([missing, None]) {
            let requete = state.page.address.with_untracked(requete);
            let portee = portee.parse().unwrap_or(PorteeVue::Personnelle);
            sending.start(NewVueRequest { nom, requete, portee });
        }
    };
    let options = vec![
        RadioOption::new(PorteeVue::Personnelle.as_str(), "Pour moi"),
        RadioOption::new(PorteeVue::Equipe.as_str(), "Pour l’équipe"),
    ];
    view! {
        <form novalidate on:submit=submit>
            <DialogBody>
                <TextField label="Nom" value=nom.value error=nom.error autocomplete="off" required=true/>
                <RadioList
                    legend="Qui la voit"
                    value=portee.value
                    options=Signal::stored(options)
                    error=portee.error
                />
            </DialogBody>
            <FormFooter open=state.saving busy=sending.busy failure=form.failure act="Enregistrer la vue" draft=kept/>
        </form>
    }
}

/// The dialog that renames the open view.
#[component]
pub(super) fn RenameDialog() -> impl IntoView {
    let state = use_view_state();
    let busy = RwSignal::new(false);
    view! { <Dialog open=state.renaming title="Renommer la vue" busy><RenameForm busy/></Dialog> }
}

#[component]
fn RenameForm(busy: RwSignal<bool>) -> impl IntoView {
    let state = use_view_state();
    let read = state.vue.get_untracked();
    let form = Form::new(["nom"]).filled([read.as_ref().map(|vue| vue.nom.clone()).unwrap_or_default()]);
    let [nom] = form.lines;
    let record = read.as_ref().map(|vue| vue.id_vue.to_string()).unwrap_or_default();
    let kept = draft("vue-renommee", &record, form.values());
    let close = closing(state.renaming);
    let sending = form.sending(
        |(vue, request): (Vue, ChangeVueRequest)| async move { api::vues::change(&vue, &request).await },
        "La vue n’a pas été renommée",
        move |_: Vue| {
            kept.end();
            close();
            invalidate(&Topic::Vues);
        },
    );
    hold_open(busy, sending.busy);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let [typed] = form.lines.map(Entry::text);
        let missing = typed.is_empty().then_some("Donnez un nom à la vue.");
        if let (true, Some(vue)) = (form.check([missing]), read.clone()) {
            sending.start((vue, ChangeVueRequest { nom: Some(typed), ..Default::default() }));
        }
    };
    view! {
        <form novalidate on:submit=submit>
            <DialogBody>
                <TextField label="Nom" value=nom.value error=nom.error autocomplete="off" required=true/>
            </DialogBody>
            <FormFooter open=state.renaming busy=sending.busy failure=form.failure act="Renommer la vue" draft=kept/>
        </form>
    }
}
