//! Filter for a period: a button with its days, and a field for the first and the last day below it.

use leptos::html;
use leptos::prelude::*;

use crate::model::day;
use crate::reactive::{Signal, effect};
use crate::ui::time::format_day;
use crate::ui::{DayFilter, Icon, IconView, Popover, move_focus};

/// The days of a period, `YYYY-MM-DD` or empty, and the functions that change them.
#[derive(Clone, Copy)]
pub(crate) struct Period {
    /// First day.
    pub(crate) du: Signal<String>,
    /// Last day.
    pub(crate) au: Signal<String>,
    /// Sets the first day.
    pub(crate) on_du: Callback<String>,
    /// Sets the last day.
    pub(crate) on_au: Callback<String>,
}

/// The filter.
#[component]
pub(crate) fn PeriodFilter(
    /// The days.
    period: Period,
) -> impl IntoView {
    let Period { du, au, on_du, on_au } = period;
    let open = RwSignal::new(false);
    let active = move || du.with(|day| !day.is_empty()) || au.with(|day| !day.is_empty());
    let written = |day: String| if day.is_empty() { day } else { format_day(&common::Day::new(&day)) };
    let label = move || day::period(&written(du.get()), &written(au.get()));
    let reversed = Signal::derive(move || day::is_reversed(&du.get(), &au.get()));
    let error = Signal::derive(move || reversed.get().then_some("Avant le premier jour"));
    let trigger = view! {
        <button
            type="button"
            class="button filter"
            class:is-on=active
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <span class="button-content">
                <span class="filter-text">{label}</span>
                <IconView icon=Icon::ChevronDown/>
            </span>
        </button>
    };
    let fields = NodeRef::<html::Div>::new();
    effect(move || {
        if let Some(fields) = fields.get() {
            move_focus(&fields, "input", "Home");
        }
    });
    view! {
        <Popover open class="period" trigger=trigger.into_any()>
            <div role="dialog" aria-label="Filtrer par période" node_ref=fields>
                <DayFilter label="Du" day=du on_day=on_du/>
                <DayFilter label="Au" day=au on_day=on_au error/>
            </div>
        </Popover>
    }
}
