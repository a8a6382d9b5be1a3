//! Events of an action, to the second: request, calls of n8n, steps, end. Their code is loaded when they are first shown.

use common::{ActionDetail, EntreeHistorique, IdAction, IdProspect};
use leptos::context::Provider;
use leptos::prelude::*;

use super::lazy::{Lazy, part};
use crate::api;
use crate::model::action::facts;
use crate::reactive::Show;
use crate::state::{Keep, Topic, query};
use crate::ui::time::format_second;
use crate::ui::{ErrorState, Spinner};

part!(recit, events, view! { <Events/> });

/// Identifier of the action whose events are shown.
#[derive(Clone, Copy)]
struct StoryOf(IdAction);

fn waiting() -> AnyView {
    view! { <Spinner label="Chargement du détail"/> }.into_any()
}

/// The events of an action.
#[component]
pub(crate) fn ActionStory(
    /// Identifier of the action.
    id_conversion: IdAction,
) -> impl IntoView {
    view! { <Provider value=StoryOf(id_conversion)><Lazy part=events waiting/></Provider> }.into_any()
}

/// The events; the list grows while the action runs.
#[component]
fn Events() -> impl IntoView {
    let StoryOf(id_conversion) = expect_context();
    // The prospect is known only once the events are loaded; until then, any change may concern the action.
    let owner: StoredValue<Option<IdProspect>> = StoredValue::new(None);
    let detail = query(
        Keep::SameKey,
        move || Some(id_conversion),
        move |_: &IdAction, topic| match topic {
            Topic::Prospect(id) => owner.try_get_value().flatten().is_none_or(|owner| owner == *id),
            _ => false,
        },
        move |id| async move {
            let detail = api::actions::detail(id).await?;
            owner.try_update_value(|owner| *owner = Some(detail.action.id_prospect.clone()));
            Ok(detail)
        },
    );
    let retry = Callback::new(move |()| detail.refetch());
    view! {
        <div class="story">
            {move || detail.failure().map(|error| view! { <ErrorState error on_retry=retry/> }.into_any())}
            <Show when=move || detail.skeleton()>{waiting()}</Show>
            {move || detail.get().map(story)}
        </div>
    }
}

/// Renders the facts, then the events.
fn story(detail: ActionDetail) -> AnyView {
    let facts = facts(&detail)
        .into_iter()
        .map(|(term, text)| view! { <div class="dl-row"><dt>{term}</dt><dd>{text}</dd></div> }.into_any())
        .collect_view();
    let events = detail.journal.into_iter().map(entry).collect_view();
    view! {
        <dl class="dl">{facts}</dl>
        <ol class="story-events" role="list" aria-label="Déroulement">{events}</ol>
    }
    .into_any()
}

/// Renders one event.
fn entry(entry: EntreeHistorique) -> AnyView {
    view! {
        <li class="story-event">
            <time class="num" datetime=entry.date.to_string()>{format_second(&entry.date)}</time>
            <strong>{entry.evenement.libelle()}</strong>
            <span class="story-detail">{entry.detail}</span>
        </li>
    }
    .into_any()
}
