//! The saved views in the rail, each with the number of prospects that it shows.

use common::IdVue;
use common::vue::{PorteeVue, Vue};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::model::filters::ListState;
use crate::model::url_state::UrlState as _;
use crate::model::vues::{address, opened};
use crate::reactive::{Show, each, effect, memo, piece};
use crate::state::views::use_views;
use crate::state::{Keep, Topic, query};
use crate::{api, paths};

/// The views under the link to the prospects.
#[component]
pub(super) fn RailViews() -> impl IntoView {
    let views = use_views();
    let read = query(
        Keep::Across,
        || Some(()),
        |(), topic| matches!(topic, Topic::Vues | Topic::Prospects | Topic::Catalogue),
        |()| api::vues::list(),
    );
    effect(move || {
        if let Some(list) = read.get() {
            views.list.set(Some(list));
        }
    });
    on_cleanup(move || views.forget());
    let ids = memo(move || views.list.get().iter().flatten().map(|vue| vue.id_vue).collect::<Vec<_>>());
    view! {
        <Show when=move || ids.with(|ids| !ids.is_empty())>
            <div class="rail-views" role="group" aria-label="Vues enregistrées">
                {each(move || ids.get(), IdVue::to_string, |id| view! { <RailView id/> }.into_any())}
            </div>
        </Show>
    }
}

/// A view: its name, its number, and a mark while it has changes that are not saved.
#[component]
fn RailView(id: IdVue) -> impl IntoView {
    let views = use_views();
    let location = use_location();
    let vue = memo(move || views.find(id));
    let read = move |text: fn(&Vue) -> String| vue.with(|vue| vue.as_ref().map(text)).unwrap_or_default();
    // The open view, and the chosen rows per page, which another view keeps.
    let list = memo(move || {
        let is_here = location.pathname.with(|path| path == paths::PROSPECTS);
        let list = location.search.with(|search| ListState::parse(if is_here { search } else { "" }));
        (list.vue.map(|open| open.id), list.limit)
    });
    let changed = memo(move || views.changed(id));
    let href = move || {
        let saved = || vue.with(|vue| vue.as_ref().map(|vue| address(&opened(vue).limited(list.get().1))));
        changed.get().or_else(saved)
    };
    let mark = piece(move || {
        let is_changed = changed.with(Option::is_some);
        is_changed.then(|| view! { <span class="rail-view-mark">"modifiée"</span> }.into_any())
    });
    view! {
        <a href=href class="rail-view" title=move || read(title) aria-current=move || (list.get().0 == Some(id)).then_some("page")>
            <span class="rail-label">{move || read(|vue| vue.nom.clone())}</span>
            {mark}
            <span class="rail-view-count num">{move || read(total)}</span>
        </a>
    }
}

fn title(vue: &Vue) -> String {
    [vue.nom.as_str(), if vue.portee == PorteeVue::Equipe { " (équipe)" } else { "" }].concat()
}

fn total(vue: &Vue) -> String {
    [vue.total.to_string().as_str(), if vue.total_exact { "" } else { "+" }].concat()
}
