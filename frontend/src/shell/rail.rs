//! Rail with links to the main pages: on the left, or at the bottom of small screens.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::places::{PLACES, Place};
use crate::model::format;
use crate::reactive::piece;
use crate::state::{Keep, Topic, query};
use crate::ui::IconView;
use crate::{api, paths};

/// The rail.
#[component]
pub(super) fn Rail() -> impl IntoView {
    // Each failure of an action sends a notification, so notifications trigger a refresh.
    let journal = query(
        Keep::Across,
        || Some(()),
        |(), topic| matches!(topic, Topic::Notifications | Topic::Journal),
        |()| api::journal::unresolved(),
    );
    let count = move || journal.get().filter(|count| *count > 0);
    let badge = piece(move || {
        count().map(|count| {
            let said = format::count(count, "erreur non résolue", "erreurs non résolues");
            view! {
                <span class="rail-count num" title=said.clone() aria-hidden="true">{if count > 99 { "99+".to_owned() } else { count.to_string() }}</span>
                <span class="sr-only">{format!(", {said}")}</span>
            }.into_any()
        })
    });
    let mut badge = Some(badge);
    let link = |place: Place| {
        let badge = if place.path == paths::LOGS { badge.take() } else { None };
        view! { <RailLink place badge/> }.into_any()
    };
    view! {
        <nav class="rail" aria-label="Pages">
            <div class="brand">
                <span class="brand-mark" aria-hidden="true"></span>
                <span class="brand-name">"Admissions"</span>
            </div>
            <div class="rail-nav">
                {PLACES.into_iter().map(link).collect_view()}
            </div>
        </nav>
    }
}

#[component]
fn RailLink(place: Place, badge: Option<AnyView>) -> impl IntoView {
    let Place { path: href, name, rest, icon, .. } = place;
    let path = use_location().pathname;
    let is_here =
        move || path.get().strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    view! {
        <a href=href class="rail-link" title=[name, rest].concat() aria-current=move || is_here().then_some("page")>
            <IconView icon/>
            <span class="rail-label">{name}<span class="rail-rest">{rest}</span></span>
            {badge}
        </a>
    }
}
