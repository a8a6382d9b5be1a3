//! The saved views in the rail, each with the number of prospects that it shows.

use common::vue::{PorteeVue, Vue};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::model::filters::ListState;
use crate::model::url_state::UrlState as _;
use crate::model::vues::{address, opened};
use crate::reactive::{effect, memo, piece};
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
    piece(move || {
        let list = views.list.get().unwrap_or_default();
        (!list.is_empty()).then(|| {
            view! {
                <div class="rail-views" role="group" aria-label="Vues enregistrées">
                    {list.into_iter().map(|vue| view! { <RailView vue/> }.into_any()).collect_view()}
                </div>
            }
            .into_any()
        })
    })
}

/// A view: its name, its number, and a mark while it has changes that are not saved.
#[component]
fn RailView(vue: Vue) -> impl IntoView {
    let views = use_views();
    let location = use_location();
    let id = vue.id_vue;
    // The open view, and the chosen rows per page, which another view keeps.
    let list = memo(move || {
        let is_here = location.pathname.with(|path| path == paths::PROSPECTS);
        let list = location.search.with(|search| ListState::parse(if is_here { search } else { "" }));
        (list.vue.map(|open| open.id), list.limit)
    });
    let changed = memo(move || views.changed(id));
    let (total, more) = (vue.total.to_string(), if vue.total_exact { "" } else { "+" });
    let (nom, team) = (vue.nom.clone(), vue.portee == PorteeVue::Equipe);
    let title = if team { [nom.as_str(), " (équipe)"].concat() } else { nom.clone() };
    let href = move || changed.get().unwrap_or_else(|| address(&opened(&vue).limited(list.get().1)));
    let mark = piece(move || {
        let is_changed = changed.with(Option::is_some);
        is_changed.then(|| view! { <span class="rail-view-mark">"modifiée"</span> }.into_any())
    });
    view! {
        <a href=href class="rail-view" title=title aria-current=move || (list.get().0 == Some(id)).then_some("page")>
            <span class="rail-label">{nom}</span>
            {mark}
            <span class="rail-view-count num">{total}{more}</span>
        </a>
    }
}
