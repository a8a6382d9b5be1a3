//! Removable chips for the choices of the filters.

use common::Day;
use common::Severite;
use leptos::prelude::*;

use super::filters::FIRST_FILTER;
use super::page_state::{LogsState, use_logs};
use crate::model::journal::{Etat, Filter, Filters, workflow_name};
use crate::parts::focus;
use crate::reactive::{Signal, each};
use crate::ui::time::format_day;
use crate::ui::{Chip, ChipBar};

/// Selector of the chips' remove buttons.
const CHIP: &str = ".journal-chips button";

/// The chips, and a button that removes them all.
#[component]
pub(super) fn FilterChips() -> impl IntoView {
    let page = use_logs();
    let choices = move || page.address.with(|state| state.filters.chosen());
    view! {
        <ChipBar class="journal-chips" count=Signal::derive(move || choices().len()) on_clear=move || clear(page)>
            {each(
                choices,
                |(filter, word)| [&(*filter as usize).to_string(), word.as_str()].concat(),
                move |(filter, word)| chip(page, filter, word),
            )}
        </ChipBar>
    }
}

fn chip(page: LogsState, filter: Filter, word: String) -> AnyView {
    let label = text(filter, &word);
    let on_remove = Callback::new(move |()| {
        let place = focus::place(CHIP).unwrap_or(0);
        page.filter(|filters| filters.without(filter, &word));
        focus::recover_near(vec![(CHIP, place), (FIRST_FILTER, 0)]);
    });
    view! { <Chip label on_remove/> }.into_any()
}

fn text(filter: Filter, word: &str) -> String {
    let day = || format_day(&Day::new(word));
    match filter {
        Filter::Severite => word.parse().map_or(word, |one: Severite| one.libelle()).to_owned(),
        Filter::Workflow => workflow_name(word).to_owned(),
        Filter::Etat => Etat::parse(word).libelle().to_owned(),
        Filter::Du => ["depuis le ", &day()].concat(),
        Filter::Au => ["jusqu’au ", &day()].concat(),
        Filter::Recherche => ["«\u{a0}", word, "\u{a0}»"].concat(),
    }
}

/// Removes every choice.
pub(super) fn clear(page: LogsState) {
    page.filter(|_| Filters::default());
    focus::recover(&[(FIRST_FILTER, 0)]);
}
