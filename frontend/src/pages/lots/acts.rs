//! Buttons of a bulk change: launch of a rehearsed one, stop of a running one.

use common::{EtatLot, Lot};
use leptos::prelude::*;

use super::detail::LotState;
use crate::api::{self, ApiError};
use crate::model::format::count;
use crate::model::lot::{launch_label, planned};
use crate::parts::confirm::{Confirm, refusal};
use crate::parts::focus;
use crate::parts::lot::launching;
use crate::reactive::{Show, memo};
use crate::state::{Toast, Topic, invalidate, mutation, use_toasts};
use crate::ui::{Button, ButtonKind};

/// The buttons.
#[component]
pub(super) fn Acts() -> impl IntoView {
    let page = expect_context::<LotState>();
    let etat = memo(move || page.lot.with(|lot| lot.map(|lot| lot.etat)));
    let prepared = memo(move || etat.get() == Some(EtatLot::Prepare));
    let running = memo(move || etat.get() == Some(EtatLot::EnCours));
    focus::recover_when_gone(prepared, &[(".lot-head button", 0), (".lot-filters button", 0)]);
    focus::recover_when_gone(running, &[(".lot-filters button", 0)]);
    view! {
        <span class="lot-acts row">
            <Show when=prepared><Launch/></Show>
            <Show when=running><Stop/></Show>
        </span>
    }
}

/// The launch of a rehearsal that was left.
#[component]
fn Launch() -> impl IntoView {
    let (page, toasts) = (expect_context::<LotState>(), use_toasts());
    let id = page.id;
    let launch = launching(move |answer| {
        if let Err(error) = answer {
            toasts.push(Toast::error("L’action groupée n’a pas été lancée").message(error.message()));
            invalidate(&Topic::Lot(id));
        }
    });
    let reason = Signal::derive(move || {
        let nothing = page.lot.with(|lot| lot.is_some_and(|lot| planned(lot) == 0));
        nothing.then(|| "Aucun de ces prospects ne peut changer.".to_owned())
    });
    let label = move || page.lot.with(|lot| lot.map(launch_label));
    view! {
        <Button kind=ButtonKind::Primary busy=launch.busy disabled_reason=reason on_press=move || launch.start(id)>
            {label}
        </Button>
    }
}

/// The stop of a running bulk change, after a confirmation.
#[component]
fn Stop() -> impl IntoView {
    let page = expect_context::<LotState>();
    let (id, open, failure) = (page.id, RwSignal::new(false), RwSignal::new(None));
    let refused = refusal(failure);
    let stop = mutation(
        move |()| api::lots::stop(id),
        move |answer: Result<Lot, ApiError>| match answer {
            Ok(_) => {
                let _ = open.try_set(false);
                invalidate(&Topic::Lot(id));
            }
            Err(error) => refused(&error),
        },
    );
    let left =
        move || page.lot.with(|lot| lot.map(|lot| count(lot.restantes, "fiche reste", "fiches restent")));
    view! {
        <Button kind=ButtonKind::Danger on_press=move || open.set(true)>"Arrêter"</Button>
        <Confirm
            open
            title="Arrêter cette action groupée\u{a0}?"
            act="Arrêter"
            kind=ButtonKind::Danger
            busy=stop.busy
            failure
            on_confirm=move || stop.start(())
        >
            <p class="num">{left} " à traiter\u{a0}: rien n’y sera changé."</p>
            <p>"Ce qui est déjà fait le reste, et une action déjà partie continue."</p>
        </Confirm>
    }
}
