//! Waiting list: a full session of the chosen formation offers to put the prospect on its list.

use common::IdSession;
use common::catalogue::SessionFormation;
use common::liste_attente::PlaceAttente;
use leptos::prelude::*;

use super::phase::Conversion;
use crate::api::{self, ApiError};
use crate::model::conversion::{Field, offered};
use crate::model::waiting::{ordinal, place_on};
use crate::reactive::{Show, Signal, each, memo};
use crate::state::{Keep, Toast, Topic, invalidate, mutation, query, use_toasts};
use crate::ui::{Button, Icon};

/// A line for each full session; empty without one.
#[component]
pub(super) fn WaitForSeat(conversion: Conversion) -> impl IntoView {
    let formation = conversion.line(Field::Formation).value;
    let full = query(
        Keep::SameKey,
        move || Some(formation.get()).filter(|code| !code.is_empty()),
        |_: &String, topic| matches!(topic, Topic::Catalogue | Topic::Candidats),
        |code| async move {
            let mut sessions = api::catalogue::sessions(&code).await.map(offered)?;
            sessions.retain(|session| session.complete);
            Ok(sessions)
        },
    );
    let full = memo(move || full.get().unwrap_or_default());
    view! {
        <Show when=move || full.with(|full| !full.is_empty())>
            <div class="convert-waiting">
                {each(
                    move || full.get(),
                    |session: &SessionFormation| session.id_session.to_string(),
                    move |session| view! { <Line conversion session/> }.into_any(),
                )}
            </div>
        </Show>
    }
}

#[component]
fn Line(conversion: Conversion, session: SessionFormation) -> impl IntoView {
    let (page, toasts) = (conversion.page, use_toasts());
    let (id, libelle) = (session.id_session, session.libelle.clone());
    let adding = mutation(
        move |prospect| api::liste_attente::add(id, prospect),
        move |result: Result<PlaceAttente, ApiError>| match result {
            Ok(place) => {
                let rank = place.rang.map(ordinal).unwrap_or_default();
                toasts.push(
                    Toast::info("Mis en liste d’attente")
                        .message([&place.session, "\u{a0}: ", &rank].concat()),
                );
                for topic in [Topic::Prospect(place.id_prospect), Topic::Catalogue] {
                    invalidate(&topic);
                }
            }
            Err(error) => {
                toasts.push(Toast::error("Pas de mise en liste d’attente").message(error.message()));
            }
        },
    );
    let waits = Signal::derive(move || {
        page.prospect
            .with(|prospect| rank_on(&prospect?.listes_attente, id))
            .map(|rank| ["Déjà ", &rank, " sur la liste d’attente"].concat())
    });
    let add = move || {
        if let Some(prospect) =
            page.prospect.with(|prospect| prospect.map(|one| one.resume.id_prospect.clone()))
        {
            adding.start(prospect);
        }
    };
    view! {
        <p class="convert-waiting-line">
            <span>"«\u{a0}" {libelle.clone()} "\u{a0}» est complète."</span>
            <Button small=true icon=Icon::Hourglass busy=adding.busy disabled_reason=waits on_press=add>
                "Mettre en liste d’attente" <span class="sr-only">" de " {libelle}</span>
            </Button>
        </p>
    }
}

fn rank_on(places: &[PlaceAttente], session: IdSession) -> Option<String> {
    place_on(places, session).and_then(|place| place.rang).map(ordinal)
}
