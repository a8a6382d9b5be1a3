//! Rows of the list. A row keeps its element while its prospect is listed, so that focus and scroll position survive
//! a refresh.

use common::prospect::ProspectResume;
use common::{Action, IdProspect};
use leptos::prelude::*;

use super::row::Row;
use crate::api::{self, ApiError};
use crate::pages::prospects::page_state::use_page;
use crate::parts::focus;
use crate::parts::lazy::{Lazy, part};
use crate::reactive::{Memo, Show, each, effect, effect_after, memo};
use crate::state::{Keep, query, use_live_actions};

/// The rows of the displayed page.
#[component]
pub(super) fn Rows() -> impl IntoView {
    let page = use_page();
    let ids = memo(move || page.ids());
    let focused = StoredValue::new(None);
    keep_focus(ids, focused);
    let running = memo(move || {
        page.list
            .with(|list| list.is_some_and(|list| list.data.iter().any(|row| row.action_en_cours.is_some())))
    });
    let rows = each(move || ids.get(), ToString::to_string, move |id| view! { <Row id focused/> }.into_any());
    view! { {rows} <Show when=running><Lazy part=steps quiet=true/></Show> }
}

part!(suivi, steps, view! { <Steps/> });

/// Loads the steps of running actions once after a reload, before the stream has sent any.
#[component]
fn Steps() -> impl IntoView {
    let (page, live) = (use_page(), use_live_actions());
    let running =
        move |row: &&ProspectResume| row.action_en_cours.is_some() && live.of(&row.id_prospect).is_empty();
    let unknown = move || {
        page.list.with(|list| {
            let rows = list.map(|list| list.data.as_slice()).unwrap_or_default();
            rows.iter().filter(running).map(|row| row.id_prospect.clone()).collect::<Vec<_>>()
        })
    };
    let actions = query(
        Keep::SameKey,
        move || Some(unknown()).filter(|ids| !ids.is_empty()),
        |_: &Vec<IdProspect>, _| false,
        read_actions,
    );
    effect(move || {
        for action in actions.get().unwrap_or_default() {
            live.learn(action);
        }
    });
}

/// Loads the actions of a few prospects, one after the other, to leave bandwidth for the list.
async fn read_actions(ids: Vec<IdProspect>) -> Result<Vec<Action>, ApiError> {
    let mut all = Vec::new();
    for id in &ids {
        all.extend(api::prospects::actions(id).await?);
    }
    Ok(all)
}

/// Moves the focus to the row that takes the place of the focused one when that one disappears.
fn keep_focus(ids: Memo<Vec<IdProspect>>, focused: StoredValue<Option<IdProspect>>) {
    effect_after(move |before: Option<Vec<IdProspect>>| {
        let now = ids.get();
        let place = focused.get_value().filter(|id| !now.contains(id)).and_then(|id| {
            let before = before?;
            before.into_iter().position(|other| other == id)
        });
        if let Some(place) = place {
            focused.set_value(None);
            focus::hand_over(place);
        }
        now
    });
}
