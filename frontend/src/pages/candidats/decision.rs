//! Decision on a candidate: the buttons on the sheet, and the dialog of a refusal, a withdrawal and a return.

use common::candidat::{DecideCandidatRequest, WithdrawCandidatRequest};
use common::{Candidat, DecisionDossier, IdCandidat, Instant, StatutDossier};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::page_state::use_candidat;
use crate::api::{self, ApiError};
use crate::model::decision::{Act, accept_disabled_reason};
use crate::model::format;
use crate::parts::dialog_form::{FormFooter, closing, hold_open};
use crate::parts::form::Form;
use crate::paths;
use crate::reactive::{Show, Signal, piece};
use crate::state::{Toast, Topic, draft, invalidate, mutation, use_toasts};
use crate::ui::{Button, ButtonKind, Dialog, DialogBody, Icon, RelativeTime, TextField};

/// The last decision, and the buttons of the acts. The buttons stay when the decision changes, so that the focus stays.
#[component]
pub(super) fn Decisions(id: IdCandidat) -> impl IntoView {
    let (page, toasts) = (use_candidat(), use_toasts());
    let statut = page.part(|one| one.statut_dossier);
    let last = page.part(decision);
    let accepting = mutation(accept, move |result: Result<Candidat, ApiError>| match result {
        Ok(one) => {
            toasts.push(Toast::info("Candidat accepté").message(format::person(&one.prenom, &one.nom)));
            refresh(&one);
        }
        Err(error) => toasts.push(Toast::error("Le candidat n’a pas été accepté").message(error.message())),
    });
    let told = |reason: Option<&'static str>| reason.map(ToOwned::to_owned);
    let acts = Act::ALL.map(|act| {
        let reason = Signal::derive(move || told(act.disabled_reason(statut.get()?)));
        view! { <Button small=true disabled_reason=reason on_press=move || page.decide(act)>{act.label()}</Button> }
    });
    view! {
        <div class="sheet-decision">
            {piece(move || last.get().flatten().map(decided))}
            <div class="row">
                <Button
                    small=true
                    icon=Icon::Check
                    busy=accepting.busy
                    disabled_reason=Signal::derive(move || told(accept_disabled_reason(statut.get()?)))
                    on_press=move || accepting.start(id)
                >
                    "Accepter"
                </Button>
                {acts}
            </div>
        </div>
    }
}

/// The last decision: its statut, author, time and reason.
type Decision = (StatutDossier, String, Instant, Option<String>);

/// Returns the last decision on a candidate; `None` for an undecided file.
fn decision(one: &Candidat) -> Option<Decision> {
    let (at, by) = (one.date_decision.clone()?, one.decide_par.clone()?);
    Some((one.statut_dossier, by, at, one.motif_decision.clone()))
}

/// Says who decided, when and why.
fn decided((statut, by, at, motif): Decision) -> AnyView {
    let motif = motif.map(|motif| ["\u{a0}: ", &motif].concat());
    view! { <p>{statut.libelle()} " par " {by} ", " <RelativeTime at/> {motif}</p> }.into_any()
}

async fn accept(id: IdCandidat) -> Result<Candidat, ApiError> {
    let request = DecideCandidatRequest { statut_dossier: DecisionDossier::Accepte, motif: None };
    api::candidats::decide(id, &request).await.map(|one| one.candidat)
}

/// Fetches again what shows the candidate or the seats of the session.
fn refresh(one: &Candidat) {
    for topic in [Topic::Prospect(one.id_prospect.clone()), Topic::Candidats, Topic::Catalogue] {
        invalidate(&topic);
    }
}

/// The dialog; it opens on request of the page.
#[component]
pub(super) fn DecisionDialog() -> impl IntoView {
    let page = use_candidat();
    let busy = RwSignal::new(false);
    let title = Signal::derive(move || page.chosen.get().title().to_owned());
    view! { <Dialog open=page.deciding title busy><DecisionForm busy/></Dialog> }
}

#[component]
fn DecisionForm(busy: RwSignal<bool>) -> impl IntoView {
    let (page, toasts) = (use_candidat(), use_toasts());
    let form = Form::new(["motif"]);
    let [motif] = form.lines;
    let (act, navigate) = (page.chosen, use_navigate());
    let record = untrack(|| page.candidat.with(|one| one.map(|one| one.candidat.id_candidat.to_string())));
    let kept = draft(act.get_untracked().title(), &record.unwrap_or_default(), form.values());
    let close = closing(page.deciding);
    let sending = form.sending(
        |(act, one, motif): (Act, Candidat, String)| send(act, one, motif),
        "La décision n’a pas été enregistrée",
        move |(act, one): (Act, Candidat)| {
            kept.end();
            let is_here = close();
            toasts.push(Toast::info(act.done()).message(format::person(&one.prenom, &one.nom)));
            if is_here && act == Act::Return {
                navigate(&paths::prospect(&one.id_prospect), NavigateOptions::default());
            }
            refresh(&one);
        },
    );
    hold_open(busy, sending.busy);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let act = act.get_untracked();
        let wrong = (act.needs_reason() && motif.text().is_empty()).then_some("Indiquez le motif.");
        if let (true, Some(one)) =
            (form.check([wrong]), page.candidat.with(|one| one.map(|one| one.candidat.clone())))
        {
            sending.start((act, one, motif.text()));
        }
    };
    let consequence = move || {
        page.candidat.with(|one| {
            let one = one.map(|one| &one.candidat).filter(|one| one.statut_dossier.is_active());
            let seat = one.and_then(|one| one.session.as_deref());
            act.get().consequence(seat)
        })
    };
    view! {
        <form novalidate on:submit=submit>
            <DialogBody>
                <p>{consequence}</p>
                <Show when=move || act.get().needs_reason()>
                    <TextField label="Motif" value=motif.value error=motif.error required=true autofocus=true/>
                </Show>
            </DialogBody>
            <FormFooter
                open=page.deciding
                busy=sending.busy
                failure=form.failure
                kind=ButtonKind::Danger
                act=Signal::derive(move || act.get().confirm().to_owned())
                draft=kept
            />
        </form>
    }
}

/// Sends the act; returns it with the candidat as it was or is now.
async fn send(act: Act, one: Candidat, motif: String) -> Result<(Act, Candidat), ApiError> {
    let id = one.id_candidat;
    let now = match act {
        Act::Refuse => {
            let request =
                DecideCandidatRequest { statut_dossier: DecisionDossier::Refuse, motif: Some(motif) };
            api::candidats::decide(id, &request).await?.candidat
        }
        Act::Withdraw => api::candidats::withdraw(id, &WithdrawCandidatRequest { motif }).await?.candidat,
        Act::Return => {
            api::candidats::return_to_prospect(id).await?;
            one
        }
    };
    Ok((act, now))
}
