//! Dialog with the waiting list of a session: ranks, offers and their answers.

use common::action::SendEmailRequest;
use common::liste_attente::PlaceAttente;
use common::{EtatPlace, IdPlace, IdSession, TypeEmail};
use leptos::prelude::*;

use super::page_state::use_sessions;
use crate::api::{self, ApiError};
use crate::model::format;
use crate::model::waiting::{offer_email, ordinal, propose_disabled_reason};
use crate::model::wish::Wish;
use crate::parts::asking::{Asking, without_dialog};
use crate::parts::dialog_form::hold_open;
use crate::parts::focus;
use crate::parts::latch::latch;
use crate::paths;
use crate::reactive::{Memo, Show, Signal, each, effect_after, memo, piece};
use crate::state::{Keep, Mutation, Query, Toast, Topic, invalidate, mutation, query, use_toasts};
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
    view! { <Dialog open=page.waiting title busy><WaitingList busy/></Dialog> }
}

/// An act on a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Propose,
    Accept,
    Refuse,
    Remove,
}

/// State of the list; cheap to copy.
#[derive(Clone, Copy)]
struct Waiting {
    places: Query<Vec<PlaceAttente>>,
    /// Number of free seats of the session.
    free: Memo<Option<i32>>,
    acting: Mutation<(Act, PlaceAttente)>,
    email: Asking,
    /// The place of the last request.
    current: RwSignal<Option<IdPlace>>,
}

impl Waiting {
    fn new() -> Self {
        let page = use_sessions();
        let session = memo(move || page.session.with(|one| one.as_ref().map(|one| one.id_session)));
        let places = query(
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
        Self { places, free, acting: acting(), email: without_dialog(), current: RwSignal::new(None) }
    }

    /// Returns a place (tracked).
    fn place(self, id: IdPlace) -> Option<PlaceAttente> {
        self.places.with(|places| places?.iter().find(|place| place.id_place == id).cloned())
    }

    /// Returns the places and their states, in order (tracked).
    fn rows(self) -> Vec<(IdPlace, EtatPlace)> {
        let row = |place: &PlaceAttente| (place.id_place, place.etat);
        self.places.with(|places| places.unwrap_or(&Vec::new()).iter().map(row).collect())
    }

    /// Returns true while a request is pending (tracked).
    fn busy(self) -> bool {
        self.acting.busy.get() || self.email.busy.get()
    }

    /// Returns the place whose request is pending (tracked).
    fn pending(self) -> Option<IdPlace> {
        self.current.get().filter(|_| self.busy())
    }

    /// Returns the reason why a place waits (tracked): the request of another one is pending.
    fn waits(self, id: IdPlace) -> Option<String> {
        self.pending().filter(|pending| *pending != id).map(|_| "Une demande est en cours".to_owned())
    }

    /// Starts a request for a place.
    fn start(self, id: IdPlace, request: impl FnOnce(PlaceAttente)) {
        if let Some(place) = untrack(|| self.place(id)) {
            self.current.set(Some(id));
            request(place);
        }
    }

    fn act(self, act: Act, id: IdPlace) -> Callback<()> {
        Callback::new(move |()| self.start(id, |place| self.acting.start((act, place))))
    }

    /// Requests the e-mail that offers the seat.
    fn send(self, id: IdPlace) {
        self.start(id, |place| {
            let request = SendEmailRequest {
                type_email: TypeEmail::Information,
                message: Some(offer_email(&place.session)),
                demande_de_la_personne: None,
                delai_annulation_s: None,
            };
            self.email.start((place.id_prospect, Wish::Email(request)));
        });
    }
}

/// Creates the request of an act.
fn acting() -> Mutation<(Act, PlaceAttente)> {
    let toasts = use_toasts();
    mutation(
        |(act, place): (Act, PlaceAttente)| carry_out(act, place),
        move |result: Result<(&'static str, PlaceAttente), ApiError>| match result {
            Ok((title, place)) => {
                toasts.push(Toast::info(title).message(format::person(&place.prenom, &place.nom)));
                for topic in [Topic::Catalogue, Topic::Prospects] {
                    invalidate(&topic);
                }
            }
            Err(error) => {
                toasts.push(Toast::error("La liste d’attente n’a pas changé").message(error.message()));
            }
        },
    )
}

/// Gives a lost focus to the name in a row, or else to the button of the dialog.
fn recover(row: usize) {
    focus::recover_near(vec![(".waiting-who a", row), ("dialog[open] .dialog-foot button", 0)]);
}

/// The list. A row stays while its place is listed, so that a live change neither closes its e-mail nor moves the focus.
#[component]
fn WaitingList(busy: RwSignal<bool>) -> impl IntoView {
    let page = use_sessions();
    let waiting = Waiting::new();
    let places = waiting.places;
    hold_open(busy, Signal::derive(move || waiting.busy()));
    let rows = memo(move || waiting.rows());
    effect_after(move |before: Option<Vec<(IdPlace, EtatPlace)>>| {
        let now = rows.get();
        if let Some(before) = before.filter(|before| *before != now) {
            let current = waiting.current.get_untracked();
            recover(before.iter().position(|(id, _)| Some(*id) == current).unwrap_or(0));
        }
        now
    });
    let failed = memo(move || places.failure());
    let empty = memo(move || places.with(|places| places.is_some_and(Vec::is_empty)));
    let ids = move || rows.get().into_iter().map(|(id, _)| id).collect();
    let close = move || page.waiting.set(false);
    view! {
        <DialogBody>
            {move || failed.get().map(|error| {
                view! { <ErrorState error on_retry=move || places.refetch()/> }.into_any()
            })}
            <Show when=empty>
                <p class="muted">
                    "Personne n’attend. La conversion d’un prospect propose cette liste quand la session est complète."
                </p>
            </Show>
            <ol class="waiting-list">
                {each(ids, IdPlace::to_string, move |id| view! { <Place waiting id/> }.into_any())}
            </ol>
        </DialogBody>
        <DialogFooter><Button on_press=close>"Fermer"</Button></DialogFooter>
    }
}

#[component]
fn Place(waiting: Waiting, id: IdPlace) -> impl IntoView {
    let place = latch(move || waiting.place(id));
    let etat = memo(move || place.with(|place| place.as_ref().map(|place| place.etat)));
    let asking = RwSignal::new(false);
    let rank = move || place.with(|place| place.as_ref()?.rang.map(ordinal));
    let shown = move || asking.get() && etat.get() == Some(EtatPlace::Proposee);
    view! {
        <li class="waiting-place">
            <span class="num waiting-rank">{rank}</span>
            <span class="waiting-who">{untrack(|| place.get()).map(link)} {piece(move || place.get().map(standing))}</span>
            <span class="waiting-acts">{piece(move || etat.get().map(|etat| acts(waiting, id, etat, asking)))}</span>
            <Show when=shown><ConfirmEmail waiting id asking/></Show>
        </li>
    }
}

fn link(place: PlaceAttente) -> AnyView {
    let name = format::person(&place.prenom, &place.nom);
    view! { <a href=paths::prospect(&place.id_prospect)>{name}</a> }.into_any()
}

/// The state of a place, and the end of an offer.
fn standing(place: PlaceAttente) -> AnyView {
    let etat = place.etat;
    let end = place.expire_le.filter(|_| etat == EtatPlace::Proposee);
    let end = end.map(|at| {
        let day = format_instant(&at);
        view! { <span class="muted small" title=format_exact(&at)>"jusqu’au " {day}</span> }.into_any()
    });
    view! { <Badge tone=tone(etat)>{etat.libelle()}</Badge> {end} }.into_any()
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
fn acts(waiting: Waiting, id: IdPlace, etat: EtatPlace, asking: RwSignal<bool>) -> AnyView {
    let busy = Signal::derive(move || waiting.pending() == Some(id));
    let waits = Signal::derive(move || waiting.waits(id));
    let button = |label: &'static str, act: Act| {
        let on_press = waiting.act(act, id);
        view! { <Button small=true busy disabled_reason=waits on_press>{label}</Button> }.into_any()
    };
    match etat {
        EtatPlace::EnAttente => {
            let reason = Signal::derive(move || {
                let reason = propose_disabled_reason(etat, waiting.free.get().unwrap_or_default());
                waiting.waits(id).or_else(|| reason.map(ToOwned::to_owned))
            });
            view! {
                <Button small=true busy disabled_reason=reason on_press=waiting.act(Act::Propose, id)>"Proposer"</Button>
                {button("Retirer", Act::Remove)}
            }
            .into_any()
        }
        EtatPlace::Proposee => view! {
            <Button small=true busy disabled_reason=waits icon=Icon::Mail on_press=move || asking.set(true)>
                "Envoyer l’e-mail…"
            </Button>
            {button("Accepté", Act::Accept)}
            {button("Refusé", Act::Refuse)}
            {button("Retirer", Act::Remove)}
        }
        .into_any(),
        _ => ().into_any(),
    }
}

/// Shows the e-mail before it is sent.
#[component]
fn ConfirmEmail(waiting: Waiting, id: IdPlace, asking: RwSignal<bool>) -> impl IntoView {
    let message = untrack(|| waiting.place(id)).map(|place| offer_email(&place.session));
    let close = move || {
        asking.set(false);
        recover(untrack(|| waiting.rows()).iter().position(|(other, _)| *other == id).unwrap_or(0));
    };
    let send = move || {
        close();
        waiting.send(id);
    };
    let waits = Signal::derive(move || waiting.waits(id));
    view! {
        <div class="callout callout-info waiting-email">
            <p>{message}</p>
            <p class="row">
                <Button kind=ButtonKind::Primary small=true disabled_reason=waits icon=Icon::Send on_press=send>
                    "Envoyer l’e-mail"
                </Button>
                <Button small=true on_press=close>"Annuler"</Button>
            </p>
        </div>
    }
}

/// Carries out an act; returns the title of its toast, and the place.
async fn carry_out(act: Act, place: PlaceAttente) -> Result<(&'static str, PlaceAttente), ApiError> {
    let (session, id) = (place.id_session, place.id_place);
    let title = match act {
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
    };
    Ok((title, place))
}
