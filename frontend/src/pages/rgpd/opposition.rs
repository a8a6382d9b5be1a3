//! Form that adds a person to the opposition list.

use common::rgpd::{AddOppositionRequest, AddOppositionResponse};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::opposed::Opposed;
use crate::api;
use crate::parts::form::Form;
use crate::reactive::{Show, piece};
use crate::state::draft;
use crate::ui::{SubmitButton, TextField, TextKind};

/// The form, and below it the result of the last request.
#[component]
pub(super) fn Opposition() -> impl IntoView {
    let form = Form::new(["email", "telephone"]);
    let [email, telephone] = form.lines;
    let draft = draft("opposition", "", form.values());
    let answer: RwSignal<Option<AddOppositionResponse>> = RwSignal::new(None);
    let opposing = form.sending(
        |request: AddOppositionRequest| async move {
            api::rgpd::oppose(&request).await.map(|done| (request, done))
        },
        "Personne n’a été inscrit",
        move |(sent, done): (AddOppositionRequest, AddOppositionResponse)| {
            let sent = [sent.email, sent.telephone].map(Option::unwrap_or_default);
            draft.sent(&sent.each_ref().map(String::as_str));
            if answer.try_set(Some(done)).is_none() {
                // A field that was typed on meanwhile stays.
                for (line, sent) in form.lines.iter().zip(sent) {
                    if line.text() == sent {
                        line.value.set(String::new());
                    }
                }
            }
        },
    );
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = |text: String| Some(text).filter(|text| !text.is_empty());
        let request = AddOppositionRequest { email: typed(email.text()), telephone: typed(telephone.text()) };
        let nothing = request.email.is_none() && request.telephone.is_none();
        answer.set(None);
        if form.check([nothing.then_some("Donnez une adresse e-mail ou un numéro de téléphone."), None]) {
            opposing.start(request);
        }
    };
    let failed = move || form.failure.with(Option::is_some);
    view! {
        <section class="card rgpd-opposition" aria-labelledby="opposition">
            <h2 id="opposition">"Liste d’opposition"</h2>
            <p class="muted small">"Qui a cette adresse ou ce numéro ne sera plus enregistré, d’où qu’il vienne."</p>
            <form class="stack" novalidate on:submit=submit>
                <TextField label="Adresse e-mail" kind=TextKind::Email value=email.value error=email.error autocomplete="off"/>
                <TextField label="Téléphone" value=telephone.value error=telephone.error autocomplete="off"/>
                <Show when=failed>
                    <p class="callout callout-danger" role="alert">{move || form.failure.get()}</p>
                </Show>
                <div><SubmitButton busy=opposing.busy>"Inscrire sur la liste"</SubmitButton></div>
            </form>
            <div role="status">{piece(move || answer.get().map(|answer| view! { <Opposed answer/> }.into_any()))}</div>
        </section>
    }
}
