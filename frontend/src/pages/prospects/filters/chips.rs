//! Removable chips for the choices of the filters.

use leptos::prelude::*;

use super::FIRST_FILTER;
use super::select::{chosen, label};
use crate::model::filters::{Filter, Filters};
use crate::pages::prospects::page_state::{PageState, use_page};
use crate::parts::focus;
use crate::reactive::{Signal, each};
use crate::ui::{Chip, ChipBar};

/// Selector of the chips' remove buttons.
const CHIP_BUTTON: &str = ".prospects-chips button";

/// The chips, and a button that removes them all.
#[component]
pub(in crate::pages::prospects) fn FilterChips() -> impl IntoView {
    let page = use_page();
    let choices = move || page.address.with(|state| chosen(&state.filters));
    view! {
        <ChipBar class="prospects-chips" count=Signal::derive(move || choices().len()) on_clear=move || clear(page)>
            {each(
                choices,
                |(filter, code)| [&(*filter as usize).to_string(), code.as_str()].concat(),
                move |(filter, code)| chip(page, filter, code),
            )}
        </ChipBar>
    }
}

fn chip(page: PageState, filter: Filter, code: String) -> AnyView {
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
    view! { <Chip label=text on_remove/> }.into_any()
}

fn clear(page: PageState) {
    page.filter(Filters::default());
    focus::recover(&[(FIRST_FILTER, 0)]);
}
