//! Message of an empty list: no prospects at all, or the filter that excludes them.

use leptos::prelude::*;

use crate::model::blame;
use crate::model::filters::{Filter, Filters};
use crate::pages::prospects::filters::FIRST_FILTER;
use crate::pages::prospects::page_state::{PageState, use_page};
use crate::parts::focus;
use crate::reactive::{memo, piece};
use crate::ui::{Button, ButtonKind, EmptyState, Icon};

/// The message in place of the rows.
#[component]
pub(super) fn EmptyList() -> impl IntoView {
    let page = use_page();
    let filtered = memo(move || page.address.with(|state| !state.filters.is_empty()));
    piece(move || {
        if filtered.get() {
            view! { <NothingFound/> }.into_any()
        } else {
            view! {
                <EmptyState
                    icon=Icon::Prospects
                    title="Aucun prospect pour le moment"
                    text="Ils arrivent ici dès qu’une personne écrit à l’école."
                />
            }
            .into_any()
        }
    })
}

/// The message when the filters match nothing.
#[component]
fn NothingFound() -> impl IntoView {
    let page = use_page();
    let culprit = memo(move || {
        page.address.with(|state| page.counts.with(|counts| blame::culprit(&state.filters, counts?)))
    });
    // The only filter is removed by its own button.
    let several = memo(move || match culprit.get() {
        Some(filter) => page.address.with(|state| !state.filters.clone().without(filter).is_empty()),
        None => true,
    });
    let searched = memo(move || page.address.with(|state| state.filters.recherche.clone()));
    piece(move || {
        let culprit = culprit.get();
        view! {
            <EmptyState
                icon=Icon::Search
                title="Aucun prospect ne correspond"
                text=explanation(culprit, &searched.get())
            >
                {culprit.map(|filter| remove_button(page, filter))}
                {several.get().then(|| view! {
                    <Button kind=ButtonKind::Ghost on_press=Callback::new(move |()| show(page, Filters::default()))>
                        "Effacer les filtres"
                    </Button>
                }.into_any())}
            </EmptyState>
        }
    })
}

fn explanation(culprit: Option<Filter>, searched: &str) -> String {
    match culprit {
        Some(Filter::Recherche) => format!("La recherche «\u{a0}{searched}\u{a0}» ne trouve personne."),
        Some(filter) => {
            format!("Le filtre {} ne laisse passer personne avec les autres choix.", filter.libelle())
        }
        None => "Les filtres choisis ensemble ne laissent passer personne.".to_owned(),
    }
}

fn remove_button(page: PageState, filter: Filter) -> impl IntoView {
    let label = match filter {
        Filter::Recherche => "Retirer la recherche".to_owned(),
        _ => format!("Retirer le filtre {}", filter.libelle()),
    };
    let on_press = Callback::new(move |()| {
        let filters = page.address.with_untracked(|state| state.filters.clone());
        show(page, filters.without(filter));
    });
    view! { <Button on_press>{label}</Button> }
}

fn show(page: PageState, filters: Filters) {
    page.filter(filters);
    focus::recover(&[(FIRST_FILTER, 0)]);
}
