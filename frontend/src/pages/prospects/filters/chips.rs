//! One removable chip for each choice of the filters.

use leptos::prelude::*;

use super::FIRST_FILTER;
use super::select::{chosen, label};
use crate::model::filters::{Filter, Filters};
use crate::pages::prospects::focus;
use crate::pages::prospects::page_state::{PageState, use_page};
use crate::ui::{Button, ButtonKind, Chip};

/// The remove buttons of the chips.
const CHIP_BUTTON: &str = ".prospects-chips button";

/// The chips, and the way to remove them all.
#[component]
pub(super) fn FilterChips() -> impl IntoView {
    let page = use_page();
    let choices = Memo::new(move |_| page.address.with(|state| chosen(&state.filters)));
    view! {
        <Show when=move || choices.with(|choices| !choices.is_empty())>
            <div class="prospects-chips">
                <For
                    each=move || choices.get()
                    key=Clone::clone
                    children=move |(filter, code)| chip(page, filter, code)
                />
                <Button kind=ButtonKind::Ghost small=true on_press=Callback::new(move |()| clear(page))>
                    "Effacer les filtres"
                </Button>
            </div>
        </Show>
    }
}

fn chip(page: PageState, filter: Filter, code: String) -> impl IntoView {
    let text = {
        let code = code.clone();
        Signal::derive(move || match filter {
            Filter::Recherche => format!("«\u{a0}{code}\u{a0}»"),
            _ => label(page, filter, &code),
        })
    };
    let on_remove = Callback::new(move |()| {
        let place = focus::place(CHIP_BUTTON).unwrap_or(0);
        let filters = page.address.with_untracked(|state| state.filters.clone());
        page.filter(match filter {
            Filter::Recherche => filters.without(filter),
            _ => filters.toggled(filter, &code),
        });
        focus::recover_near(vec![(CHIP_BUTTON, place), (FIRST_FILTER, 0)]);
    });
    view! { <Chip label=text on_remove/> }
}

fn clear(page: PageState) {
    page.filter(Filters::default());
    focus::recover(&[(FIRST_FILTER, 0)]);
}
