//! Dialog with the waiting list of a session: ranks, offers and their answers.

use common::action::SendEmailRequest;
use common::liste_attente::PlaceAttente;
use common::{EtatPlace, IdProspect, IdSession, TypeEmail};
use leptos::prelude::*;

use super::page_state::use_sessions;
use crate::api::{self, ApiError, IdempotencyKey};
use crate::model::format;
use crate::model::waiting::{offer_email, ordinal, propose_disabled_reason};
use crate::model::wish::Wish;
use crate::paths;
use crate::reactive::{Show, Signal, memo, piece};
use crate::state::{Keep, Toast, Topic, invalidate, mutation, query, use_toasts};
use crate::ui::time::{format_exact, format_instant};
use crate::ui::{Badge, Button, ButtonKind, Dialog, DialogBody, DialogFooter, ErrorState, Icon, Tone};

/// The dialog.
#[component]
pub(super) fn WaitingDialog() -> impl IntoView {
    let page = use_sessions();
    let title = Signal::derive(move || {
        let label = page.session.with(|one| one.as_ref().map(|one| one.libelle.clone())).unwrap_or_default();
        ["Liste d’attente de ", &label].concat()
    });
    let busy = RwSignal::new(false);
    view! { <Dialog open=page.waiting title busy><WaitingList/></Dialog> }
}

#[component]
fn WaitingList() -> impl IntoView {
    let page = use_sessions();
    let session = memo(move || page.session.with(|one| one.as_ref().map(|one| one.id_session)));
    let list = query(
        Keep::SameKey,
        move || session.get(),
        |_: &IdSession, topic| matches!(topic, Topic::Catalogue | Topic::Candidats | Topic::Prospects),
        api::liste_attente::list,
    );
    let free = memo(move || {
        page.list.with(|list| {
            let one = list?.data.iter().find(|one| Some(one.id_session) == session.get())?;
            Some(one.places_restantes)
        })
    });
    let rows = piece(move || {
        if let Some(error) = list.failure() {
            return view! { <ErrorState error on_retry=move || list.refetch()/> }.into_any();
        }
        let places = list.get().unwrap_or_default();
        if places.is_empty() {
            let text = "Personne n’attend de place. La conversion d’un prospect propose la liste d’attente quand la session est complète.";
            return view! { <p class="muted">{text}</p> }.into_any();
        }
        let free = free.get().unwrap_or_default();
        let rows = places.into_iter().map(|place| view! { <Place place free/> }).collect_view();
        view! { <ol class="waiting-list">{rows}</ol> }.into_any()
    });
    let close = move || page.waiting.set(false);
    view! {
        <DialogBody>{rows}</DialogBody>
        <DialogFooter><Button on_press=close>"Fermer"</Button></DialogFooter>
    }
}

/// An act on a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Propose,
    Accept,
    Refuse,
    Remove,
    Email,
}

#[component]
fn Place(place: PlaceAttente, free: i32) -> impl IntoView {
    let toasts = use_toasts();
    let name = format::person(&place.prenom, &place.nom);
    let said = name.clone();
    let acting = mutation(
        |(act, place): (Act, PlaceAttente)| carry_out(act, place),
        move |result: Result<&'static str, ApiError>| match result {
            Ok(title) => {
                toasts.push(Toast::info(title).message(said.clone()));
                for topic in [Topic::Catalogue, Topic::Prospects] {
                    invalidate(&topic);
                }
            }
            Err(error) => {
                toasts.push(Toast::error("La liste d’attente n’a pas changé").message(error.message()));
            }
        },
    );
    let etat = place.etat;
    let asking = RwSignal::new(false);
    let message = offer_email(&place.session);
    let (rank, href) = (place.rang.map(ordinal), paths::prospect(&place.id_prospect));
    let end = place.expire_le.clone().filter(|_| etat == EtatPlace::Proposee);
    let end = end.map(|at| {
        let day = format_instant(&at);
        view! { <span class="muted small" title=format_exact(&at)>"jusqu’au " {day}</span> }.into_any()
    });
    let act = move |act: Act| {
        let place = place.clone();
        Callback::new(move |()| acting.start((act, place.clone())))
    };
    let send = act(Act::Email);
    view! {
        <li class="waiting-place">
            <span class="num waiting-rank">{rank}</span>
            <span class="waiting-who"><a href=href>{name}</a> <Badge tone=tone(etat)>{etat.libelle()}</Badge> {end}</span>
            <span class="waiting-acts">{acts(etat, free, acting.busy, asking, &act)}</span>
            <Show when=move || asking.get()>
                <ConfirmEmail message=message.clone() busy=acting.busy asking on_send=send/>
            </Show>
        </li>
    }
}

const fn tone(etat: EtatPlace) -> Tone {
    match etat {
        EtatPlace::EnAttente => Tone::Info,
        EtatPlace::Proposee => Tone::Warning,
        EtatPlace::Acceptee => Tone::Success,
        EtatPlace::Refusee | EtatPlace::Expiree | EtatPlace::Retiree => Tone::Neutral,
    }
}

/// The buttons of a place in this state.
fn acts(
    etat: EtatPlace,
    free: i32,
    busy: Signal<bool>,
    asking: RwSignal<bool>,
    act: &impl Fn(Act) -> Callback<()>,
) -> AnyView {
    let kind = ButtonKind::Secondary;
    let reason = Signal::stored(propose_disabled_reason(etat, free).map(ToOwned::to_owned));
    let remove = act(Act::Remove);
    match etat {
        EtatPlace::EnAttente => view! {
            <Button kind small=true busy disabled_reason=reason on_press=act(Act::Propose)>"Proposer"</Button>
            <Button kind small=true busy on_press=remove>"Retirer"</Button>
        }
        .into_any(),
        EtatPlace::Proposee => view! {
            <Button kind small=true busy icon=Icon::Mail on_press=move || asking.set(true)>"Envoyer l’e-mail…"</Button>
            <Button kind small=true busy on_press=act(Act::Accept)>"Accepté"</Button>
            <Button kind small=true busy on_press=act(Act::Refuse)>"Refusé"</Button>
            <Button kind small=true busy on_press=remove>"Retirer"</Button>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

/// Shows the e-mail before it is sent.
#[component]
fn ConfirmEmail(
    message: String,
    busy: Signal<bool>,
    asking: RwSignal<bool>,
    on_send: Callback<()>,
) -> impl IntoView {
    let send = move || {
        asking.set(false);
        on_send.run(());
    };
    view! {
        <div class="callout callout-info waiting-email">
            <p>{message}</p>
            <p class="row">
                <Button kind=ButtonKind::Primary small=true busy icon=Icon::Send on_press=send>"Envoyer l’e-mail"</Button>
                <Button small=true on_press=move || asking.set(false)>"Annuler"</Button>
            </p>
        </div>
    }
}

/// Carries out an act; returns the title of its toast.
async fn carry_out(act: Act, place: PlaceAttente) -> Result<&'static str, ApiError> {
    let (session, id) = (place.id_session, place.id_place);
    Ok(match act {
        Act::Propose => {
            api::liste_attente::propose(session, id).await?;
            "Place proposée"
        }
        Act::Accept => {
            api::liste_attente::answer(session, id, true).await?;
            "Place acceptée\u{a0}: conversion en cours"
        }
        Act::Refuse => {
            api::liste_attente::answer(session, id, false).await?;
            "Place refusée\u{a0}: elle passe au suivant"
        }
        Act::Remove => {
            api::liste_attente::remove(session, id).await?;
            "Retiré de la liste"
        }
        Act::Email => {
            email(&place.id_prospect, &place.session).await?;
            "E-mail en cours d’envoi"
        }
    })
}

/// Requests the e-mail that offers a seat.
async fn email(prospect: &IdProspect, session: &str) -> Result<(), ApiError> {
    let request = SendEmailRequest {
        type_email: TypeEmail::Information,
        message: Some(offer_email(session)),
        demande_de_la_personne: None,
        delai_annulation_s: None,
    };
    api::actions::ask(prospect, &Wish::Email(request), &IdempotencyKey::new()).await.map(|_| ())
}
