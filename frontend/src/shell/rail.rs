//! The rail: the pages. At the left, and at the bottom of small screens.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::model::format;
use crate::reactive::piece;
use crate::state::{Keep, Topic, query};
use crate::ui::{Icon, IconView};
use crate::{api, paths};

/// The rail.
#[component]
pub(super) fn Rail() -> impl IntoView {
    // A failure of an action is written to the journal: its notification is the sign.
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
    view! {
        <nav class="rail" aria-label="Pages">
            <div class="brand">
                <span class="brand-mark" aria-hidden="true"></span>
                <span class="brand-name">"Admissions"</span>
            </div>
            <div class="rail-nav">
                <RailLink href=paths::PROSPECTS icon=Icon::Prospects label="Prospects"/>
                <RailLink href=paths::CANDIDATS icon=Icon::Candidates label="Candidats"/>
                <RailLink href=paths::LOGS icon=Icon::Journal label="Journal d’erreurs">{badge}</RailLink>
            </div>
        </nav>
    }
}

#[component]
fn RailLink(
    href: &'static str,
    icon: Icon,
    label: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let path = use_location().pathname;
    let is_here =
        move || path.get().strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    view! {
        <a href=href class="rail-link" title=label aria-current=move || is_here().then_some("page")>
            <IconView icon/>
            <span class="rail-label">{label}</span>
            {children.map(|children| children())}
        </a>
    }
}
