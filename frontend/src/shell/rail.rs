//! Rail with links to the main pages: on the left, or at the bottom of small screens.

use common::relance::Responsable;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::places::{PLACES, Place};
use super::views::RailViews;
use crate::model::format;
use crate::parts::lazy::{Lazy, part};
use crate::reactive::{Show, effect, piece};
use crate::state::views::use_views;
use crate::state::{Keep, Topic, query};
use crate::ui::{Icon, IconView, Popover};
use crate::{api, paths};

part!(vues, views, view! { <RailViews/> });

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
    let mine = query(
        Keep::Across,
        || Some(()),
        |(), topic| matches!(topic, Topic::Prospects),
        |()| api::relances::counts(Responsable::Moi),
    );
    let (wanted, path) = (use_views().wanted, use_location().pathname);
    effect(move || {
        if path.with(|path| path != paths::PROSPECTS) {
            wanted.set(true);
        }
    });
    let link = |place: Place| {
        let badge = match place.path {
            paths::LOGS => {
                Some(piece(move || badge("", journal.get()?, ("erreur non résolue", "erreurs non résolues"))))
            }
            paths::JOURNEE => Some(piece(move || {
                let counts = mine.get()?;
                badge("is-calm", counts.retard + counts.aujourdhui, ("relance à faire", "relances à faire"))
            })),
            _ => None,
        };
        let below = (place.path == paths::PROSPECTS)
            .then(|| view! { <Show when=wanted><Lazy part=views/></Show> }.into_any());
        view! { <RailLink place badge/> {below} }.into_any()
    };
    view! {
        <nav class="rail" aria-label="Pages">
            <div class="brand">
                <span class="brand-mark" aria-hidden="true"></span>
                <span class="brand-name">"Admissions"</span>
            </div>
            <div class="rail-nav">
                {PLACES.into_iter().filter(|place| place.daily).map(link).collect_view()}
                <div class="rail-group" role="group" aria-label="Administration">
                    <p class="rail-heading" aria-hidden="true">"Administration"</p>
                    {administration().map(|place| view! { <RailLink place badge=None/> }.into_any()).collect_view()}
                </div>
                <More/>
            </div>
        </nav>
    }
}

/// Returns the number beside a page, none for zero, with the noun that a screen reader says.
fn badge(class: &'static str, count: i64, (one, many): (&str, &str)) -> Option<AnyView> {
    let said = format::count(count, one, many);
    let shown = if count > 99 { "99+".to_owned() } else { count.to_string() };
    (count > 0).then(|| {
        view! {
            <span class=["rail-count num ", class].concat() title=said.clone() aria-hidden="true">{shown}</span>
            <span class="sr-only">{[", ", &said].concat()}</span>
        }
        .into_any()
    })
}

fn administration() -> impl Iterator<Item = Place> {
    PLACES.into_iter().filter(|place| !place.daily)
}

/// Returns the pages that a phone lists under "Plus".
fn without_tab() -> impl Iterator<Item = Place> {
    PLACES.into_iter().filter(|place| !place.tab)
}

/// The last tab of a phone: a sheet with the pages that have no tab of their own.
#[component]
fn More() -> impl IntoView {
    let open = RwSignal::new(false);
    let path = use_location().pathname;
    let here = move || path.with(|at| without_tab().any(|place| place.holds(at)));
    let trigger = view! {
        <button
            type="button"
            class="rail-link"
            aria-current=move || here().then_some("true")
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <IconView icon=Icon::More/>
            <span class="rail-label">"Plus"</span>
        </button>
    };
    let item = move |place: Place| {
        let Place { path: href, name, rest, icon, .. } = place;
        let current = move || path.with(|at| place.holds(at)).then_some("page");
        view! {
            <a class="menu-item" href=href aria-current=current on:click=move |_| open.set(false)>
                <IconView icon/>
                <span class="menu-label">{name} {rest}</span>
            </a>
        }
        .into_any()
    };
    view! {
        <div class="rail-more">
            <Popover open class="menu" trigger=trigger.into_any()>
                {without_tab().map(item).collect_view()}
            </Popover>
        </div>
    }
}

#[component]
fn RailLink(place: Place, badge: Option<AnyView>) -> impl IntoView {
    let Place { path: href, name, rest, icon, tab, .. } = place;
    let path = use_location().pathname;
    let here = move || path.with(|at| place.holds(at));
    view! {
        <a href=href class="rail-link" class:has-no-tab={!tab} title=[name, rest].concat() aria-current=move || here().then_some("page")>
            <IconView icon/>
            <span class="rail-label">{name}<span class="rail-rest">{rest}</span></span>
            {badge}
        </a>
    }
}
