//! Dialog of two versions of a view of the team: each part of both is kept or left out by hand.

use common::vue::ChangeVueRequest;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::view_state::{Conflict, ViewState, reopen, use_view_state};
use crate::model::vues::{Part, joined, label, side_by_side};
use crate::parts::address::History;
use crate::parts::dialog_form::hold_open;
use crate::ui::{Button, Dialog, DialogBody, DialogFooter, SubmitButton};

/// The dialog.
#[component]
pub(super) fn ConflictDialog() -> impl IntoView {
    let state = use_view_state();
    let busy = RwSignal::new(false);
    hold_open(busy, state.change.busy);
    let content = move || state.conflict.get().map(|conflict| view! { <Merge conflict/> }.into_any());
    view! { <Dialog open=state.merging title="La vue a changé entre-temps" busy>{content}</Dialog> }
}

#[component]
fn Merge(conflict: Conflict) -> impl IntoView {
    let state = use_view_state();
    let Conflict { mine, theirs } = conflict;
    let parts = side_by_side(&mine, &theirs.requete);
    let kept: Vec<RwSignal<bool>> = parts.iter().map(|part| RwSignal::new(part.mine)).collect();
    let nom = theirs.nom.clone();
    let rows = parts.iter().cloned().zip(kept.clone()).map(|(part, keep)| row(state, &part, keep));
    let rows: Vec<AnyView> = rows.collect();
    let take_theirs = {
        let theirs = theirs.clone();
        move |()| {
            state.merging.set(false);
            state.views.remember(theirs.id_vue, None);
            reopen(state.page, &theirs, History::Push);
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let chosen = parts.iter().zip(&kept).filter(|(_, keep)| keep.get_untracked());
        let requete = joined(chosen.map(|(part, _)| part.pair.clone()));
        state
            .change
            .start((theirs.clone(), ChangeVueRequest { requete: Some(requete), ..Default::default() }));
    };
    view! {
        <form novalidate on:submit=submit>
            <DialogBody>
                <p>
                    "Quelqu’un a enregistré «\u{a0}" {nom} "\u{a0}» pendant que vous la changiez. Cochez ce que la vue garde."
                </p>
                <fieldset class="field radio-field">
                    <legend class="field-label">"Filtres et ordre"</legend>
                    <div class="radio-list">{rows}</div>
                </fieldset>
            </DialogBody>
            <DialogFooter>
                <Button on_press=take_theirs>"Prendre celle de l’équipe"</Button>
                <SubmitButton busy=state.change.busy>"Enregistrer la fusion"</SubmitButton>
            </DialogFooter>
        </form>
    }
}

/// Draws a part, with the versions that hold it.
fn row(state: ViewState, part: &Part, keep: RwSignal<bool>) -> AnyView {
    let name = |code: &str| {
        state.page.formations.with(|all| {
            let found = all.into_iter().flatten().find(|formation| formation.code == code);
            found.map_or_else(|| code.to_owned(), |formation| formation.nom.clone())
        })
    };
    let text = untrack(|| label(&part.pair, name, &state.page.colleagues()));
    let whose = match (part.mine, part.theirs) {
        (true, true) => "dans les deux",
        (true, false) => "dans la vôtre",
        (false, _) => "dans celle de l’équipe",
    };
    view! {
        <label class="radio-item">
            <input type="checkbox" prop:checked=move || keep.get() on:change=move |_| keep.update(|keep| *keep = !*keep)/>
            <span class="radio-label">{text}</span>
            <span class="muted small">{whose}</span>
        </label>
    }
    .into_any()
}
