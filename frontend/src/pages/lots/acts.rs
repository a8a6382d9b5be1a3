//! Buttons of a bulk change: launch of a rehearsed one, and stop before its last row and its last call.

use common::{EtatLot, Lot};
use leptos::prelude::*;

use super::detail::LotState;
use crate::api::{self, ApiError};
use crate::model::lot::{can_stop, launch_label, planned, stop_words};
use crate::parts::confirm::{Confirm, refusal};
use crate::parts::focus;
use crate::parts::lot::launching;
use crate::reactive::{Memo, Show, Signal, memo, piece};
use crate::state::{Toast, Topic, invalidate, mutation, use_auth_session, use_toasts};
use crate::ui::{Button, ButtonKind};

/// The buttons.
#[component]
pub(super) fn Acts() -> impl IntoView {
    let page = expect_context::<LotState>();
    let prepared = memo(move || page.lot.with(|lot| lot.is_some_and(|lot| lot.etat == EtatLot::Prepare)));
    let open = memo(move || page.lot.with(|lot| lot.is_some_and(can_stop)));
    focus::recover_when_gone(prepared, &[(".lot-acts button", 0), (".lot-filters button", 0)]);
    focus::recover_when_gone(open, &[(".lot-filters button", 0)]);
    view! {
        <span class="lot-acts row">
            <Show when=open><Stop prepared/></Show>
            <Show when=prepared><Launch/></Show>
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
    let session = use_auth_session();
    let reason = Signal::derive(move || {
        let person = session.user().map(|user| user.id_utilisateur);
        page.lot.with(|lot| {
            let lot = lot?;
            let others = person != Some(lot.auteur.id_utilisateur);
            let others = others.then_some("Seule la personne qui l’a préparée peut la lancer.");
            let nothing = (planned(lot) == 0).then_some("Aucun de ces prospects ne peut changer.");
            others.or(nothing).map(ToOwned::to_owned)
        })
    });
    let label = move || page.lot.with(|lot| lot.map(launch_label));
    view! {
        <Button kind=ButtonKind::Primary busy=launch.busy disabled_reason=reason on_press=move || launch.start(id)>
            {label}
        </Button>
    }
}

/// The stop, after a confirmation; a rehearsal that was not launched is given up.
#[component]
fn Stop(prepared: Memo<bool>) -> impl IntoView {
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
    let act = Signal::derive(move || if prepared.get() { "Abandonner" } else { "Arrêter" }.to_owned());
    let title = Signal::derive(move || [&act.get(), " cette action groupée\u{a0}?"].concat());
    let kind = ButtonKind::Danger;
    let told = move || {
        piece(move || {
            let words = page.lot.with(|lot| lot.map(stop_words).unwrap_or_default());
            words.into_iter().map(|words| view! { <p class="num">{words}</p> }.into_any()).collect_view()
        })
    };
    view! {
        <Button on_press=move || open.set(true)>{move || act.get()}</Button>
        <Confirm open title act kind busy=stop.busy failure on_confirm=move || stop.start(())>{told()}</Confirm>
    }
}
