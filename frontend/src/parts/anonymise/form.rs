//! The form of an anonymisation: reason, erased data, kept data.

use common::MotifAnonymisation;
use common::rgpd::{Anonymisation, AnonymiseRequest};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::outcomes::{is_done, summary};
use super::{Erasure, people};
use crate::api::{self, ApiError};
use crate::parts::dialog_form::{FormFooter, closing, hold_open};
use crate::parts::form::Form;
use crate::reactive::Signal;
use crate::state::toasts::Toasts;
use crate::state::{Toast, Topic, invalidate, mutation, use_toasts};
use crate::ui::{ButtonKind, DialogBody, RadioList, RadioOption};

/// Shows the reason of a refusal in the dialog, or in a toast when the dialog is closed.
fn refuse(failure: RwSignal<Option<String>>, why: String, toasts: Toasts) {
    if let Some(why) = failure.try_set(Some(why)).flatten() {
        toasts.push(Toast::error("L’anonymisation n’a pas été faite").message(why));
    }
}

#[component]
pub(super) fn AnonymiseForm(
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    erasure: Erasure,
    done: RwSignal<Option<Vec<Anonymisation>>>,
) -> impl IntoView {
    let toasts = use_toasts();
    let known = erasure.motif.map_or("", |motif| motif.as_str()).to_owned();
    let form = Form::new(["motif"]).filled([known]);
    let [motif] = form.lines;
    let ids: Vec<_> = erasure.people.iter().map(|one| one.id.clone()).collect();
    let many = people(ids.len());
    let close = closing(open);
    let anonymising = mutation(
        |request: AnonymiseRequest| api::rgpd::anonymise(&request),
        move |result: Result<Vec<Anonymisation>, ApiError>| match result {
            Ok(outcomes) => {
                invalidate(&Topic::Everything);
                match outcomes.as_slice() {
                    [one] if is_done(one.resultat) => {
                        close();
                        toasts.push(Toast::info("Personne anonymisée"));
                    }
                    [one] => refuse(form.failure, one.detail.clone(), toasts),
                    _ => {
                        if let Some(outcomes) = done.try_set(Some(outcomes)).flatten() {
                            toasts.push(Toast::info(summary(&outcomes)));
                        }
                    }
                }
            }
            Err(error) => refuse(form.failure, error.message(), toasts),
        },
    );
    hold_open(busy, anonymising.busy);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let chosen: Option<MotifAnonymisation> = motif.typed().parse().ok();
        form.check([chosen.is_none().then_some("Dites pourquoi.")]);
        if let Some(motif) = chosen {
            anonymising.start(AnonymiseRequest { ids: ids.clone(), motif });
        }
    };
    let choice = erasure.motif.is_none().then(|| {
        let options = Signal::stored(reasons(erasure.candidate));
        view! { <RadioList legend="Pourquoi\u{a0}?" value=motif.value options error=motif.error/> }.into_any()
    });
    let who = (erasure.people.len() > 1)
        .then(|| view! { <p><strong>{many}</strong> " vont perdre ce qui les nomme."</p> }.into_any());
    view! {
        <form novalidate on:submit=submit>
            <DialogBody>
                {choice} {who}
                <Consequences/>
            </DialogBody>
            <FormFooter
                open
                busy=anonymising.busy
                failure=form.failure
                act="Anonymiser définitivement"
                kind=ButtonKind::Danger
            />
        </form>
    }
}

/// Lists the possible reasons; a candidate's file has its own.
fn reasons(candidate: bool) -> Vec<RadioOption> {
    let choice = |motif: &MotifAnonymisation| {
        let option = RadioOption::new(motif.as_str(), motif.libelle());
        match motif {
            MotifAnonymisation::Demande => option.detail("la personne veut que ses données soient effacées"),
            _ if candidate => option.disabled("pas pour un candidat"),
            MotifAnonymisation::Opposition => option.detail("ne veut plus être contactée, ni enregistrée"),
            MotifAnonymisation::Retention => option.detail("sans nouvelles depuis trop longtemps"),
        }
    };
    let all = [MotifAnonymisation::Demande, MotifAnonymisation::Opposition, MotifAnonymisation::Retention];
    all.iter().map(choice).collect()
}

/// Explains what is erased and what is kept, before the confirmation.
#[component]
fn Consequences() -> impl IntoView {
    view! {
        <div class="erasure">
            <section>
                <h3>"Ce qui est effacé ici"</h3>
                <ul>
                    <li>"Nom, e-mails, téléphones, adresse"</li>
                    <li>"Texte des échanges et résumé IA"</li>
                    <li>"Numéro de dossier et lien Drive"</li>
                    <li>"Détail des actions et des erreurs"</li>
                </ul>
            </section>
            <section>
                <h3>"Ce qui reste, pour compter"</h3>
                <ul>
                    <li>"Statut, formation, financement"</li>
                    <li>"Source, nombre d’échanges"</li>
                    <li>"Mois du premier et du dernier contact"</li>
                    <li>"Qui a vu ou changé la fiche, et quand"</li>
                </ul>
            </section>
        </div>
        <p class="muted small">
            "Ce que gardent les boîtes e-mail, n8n et Google Drive est à effacer là-bas."
        </p>
        <p class="erasure-warning">"Cette action est irréversible."</p>
    }
}
