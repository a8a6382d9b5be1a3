//! Running actions of the open record: step, percentage, time, author.

use common::{Action, IdAction, IdProspect};
use leptos::prelude::*;

use super::history_story::StoryDetails;
use crate::clock::use_seconds;
use crate::model::{action, format};
use crate::pages::prospects::page_state::{PageState, use_page};
use crate::parts::focus;
use crate::parts::latch::latch;
use crate::parts::undo::UndoButton;
use crate::reactive::{Memo, Signal, each, effect, effect_after, memo, piece};
use crate::state::use_live_actions;
use crate::ui::Progress;
use crate::ui::time::elapsed_ms;

/// The running actions; empty when none is running.
#[component]
pub(super) fn RunningSection() -> impl IntoView {
    let page = use_page();
    let live = use_live_actions();
    let running =
        memo(move || page.open_id().map(|id| action::merge(known(page), live.of(&id))).unwrap_or_default());
    let ids =
        memo(move || running.with(|all| all.iter().map(|action| action.id_conversion).collect::<Vec<_>>()));
    // The panel says what runs, so that no toast repeats it.
    effect(move || live.watch(page.open_id()));
    on_cleanup(move || live.watch(None));
    show_start(page, ids);
    let find =
        move |id: IdAction| running.with(|all| all.iter().find(|action| action.id_conversion == id).cloned());
    each(
        move || ids.get(),
        ToString::to_string,
        move |id| view! { <RunningAction action=latch(move || find(id))/> }.into_any(),
    )
}

/// Scrolls to the card of an action that starts while its record is open, unless the person is in the body of the
/// panel, as when they read or write there.
fn show_start(page: PageState, ids: Memo<Vec<IdAction>>) {
    effect_after(move |before: Option<(Option<IdProspect>, Vec<IdAction>)>| {
        let (open, now) = (page.open_id(), ids.get());
        let started = before
            .is_some_and(|(record, before)| record == open && now.iter().any(|id| !before.contains(id)));
        if started && focus::place(".panel-body").is_none() {
            focus::scroll_later(".panel-running");
        }
        (open, now)
    });
}

fn known(page: PageState) -> Vec<Action> {
    page.prospect
        .with(|prospect| prospect.map(|prospect| prospect.actions_en_cours.clone()).unwrap_or_default())
}

/// One running action.
#[component]
pub(in crate::pages::prospects) fn RunningAction(
    /// The current action.
    action: Memo<Option<Action>>,
) -> impl IntoView {
    let now = use_seconds();
    let look = move |look: fn(&Action) -> String| {
        action.with(|action| action.as_ref().map(look).unwrap_or_default())
    };
    let title = piece(move || look(|action| action.type_action.libelle().to_owned()));
    let step = piece(move || look(action::step));
    let asked_by = piece(move || look(|action| action.demande_par.clone()));
    let percentage = Signal::derive(move || action.with(|action| action.as_ref()?.pourcentage));
    let elapsed = piece(move || {
        action.with(|action| {
            action.as_ref().map(|action| format::duration(elapsed_ms(&action.date_debut, now.get())))
        })
    });
    view! {
        <section class="card panel-running">
            <div class="panel-running-head">
                <h3>{title}</h3>
                <span class="num">{move || percentage.get().map(|n| format!("{n}\u{a0}%"))}</span>
                <UndoButton action/>
            </div>
            <Progress value=percentage label="Avancement"/>
            <div class="panel-running-foot small muted">
                <span aria-live="polite">{step}</span>
                <span class="num">"lancée par " {asked_by} " · " {elapsed}</span>
            </div>
            <StoryDetails action/>
        </section>
    }
}
