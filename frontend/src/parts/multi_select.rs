//! Multi-select of a filter, with the number of results of each choice.

use leptos::context::Provider;
use leptos::html;
use leptos::prelude::*;

use super::lazy::{Lazy, part};
use crate::model::format;
use crate::reactive::{Signal, each, effect, memo, piece};
use crate::ui::{DayFilter, Failure, Icon, IconView, LookupFailure, Popover, move_focus};

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MultiOption {
    value: String,
    label: String,
    count: Option<i64>,
}

impl MultiOption {
    /// Creates a choice with its label.
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), count: None }
    }

    /// Sets the number of results.
    #[must_use]
    pub(crate) const fn count(mut self, count: Option<i64>) -> Self {
        self.count = count;
        self
    }
}

/// A failure to load choices, with a retry.
#[derive(Clone, Copy)]
pub(crate) struct Missing {
    /// The failure; `None` when all choices are loaded.
    pub(crate) error: Signal<Option<Failure>>,
    /// Loads them again.
    pub(crate) on_retry: Callback<()>,
}

/// A filter: a button with the current selection, and the choices below it.
#[component]
pub(crate) fn MultiSelect(
    #[prop(into)] label: String,
    #[prop(into)] options: Signal<Vec<MultiOption>>,
    #[prop(into)] selected: Signal<Vec<String>>,
    #[prop(into)] on_change: Callback<Vec<String>>,
    /// The failure to load choices, with a retry.
    #[prop(optional)]
    missing: Option<Missing>,
    /// Choices that are completed by a day: the beginning of their values, and a label.
    #[prop(optional)]
    days: &'static [(&'static str, &'static str)],
) -> impl IntoView {
    let open = RwSignal::new(false);
    let label = StoredValue::new(label);
    let offer = Offer { label, options, selected, on_change, missing, days };
    let class = move || if selected.with(Vec::is_empty) { "button filter" } else { "button filter is-on" };
    let trigger = view! {
        <button
            type="button"
            class=class
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <span class="button-content">
                <span class="filter-text">{move || summary(&label.get_value(), &options.get(), &selected.get())}</span>
                <IconView icon=Icon::ChevronDown/>
            </span>
        </button>
    };
    view! {
        // A separate scope: sibling components share one, and the last would answer for all.
        <Provider value=offer>
            <Popover open class="multi" trigger=trigger.into_any()>
                <Lazy part=choices/>
            </Popover>
        </Provider>
    }
}

/// Summarises the selection: "Statut", "Statut : Nouveau", "Statut : Nouveau +2".
fn summary(label: &str, options: &[MultiOption], selected: &[String]) -> String {
    let Some(first) = selected.first() else { return label.to_owned() };
    let named = options.iter().find(|option| option.value == *first).map_or(first, |option| &option.label);
    match selected.len() {
        1 => format!("{label}\u{a0}: {named}"),
        many => format!("{label}\u{a0}: {named} +{}", many - 1),
    }
}

/// The data of the choices, whose code is loaded later.
#[derive(Clone, Copy)]
struct Offer {
    label: StoredValue<String>,
    options: Signal<Vec<MultiOption>>,
    selected: Signal<Vec<String>>,
    on_change: Callback<Vec<String>>,
    missing: Option<Missing>,
    days: &'static [(&'static str, &'static str)],
}

part!(shell, choices, view! { <Choices/> });

#[component]
fn Choices() -> impl IntoView {
    let Offer { label, options, selected, on_change, missing, days } = expect_context();
    let list = NodeRef::<html::Div>::new();
    effect(move || {
        if let Some(list) = list.get() {
            move_focus(&list, "input", "Home");
        }
    });
    let keys = move |event: web_sys::KeyboardEvent| {
        if list.get_untracked().is_some_and(|list| move_focus(&list, "input", &event.key())) {
            event.prevent_default();
        }
    };
    // Only the choices rebuild the list, not their counts, so that the focus stays.
    let values =
        memo(move || options.with(|all| all.iter().map(|one| one.value.clone()).collect::<Vec<_>>()));
    let clear = piece(move || {
        (!selected.with(Vec::is_empty)).then(|| {
            view! {
                <button type="button" class="multi-clear" on:click=move |_| on_change.run(Vec::new())>"Effacer ce filtre"</button>
            }.into_any()
        })
    });
    view! {
        <div role="dialog" aria-label=move || format!("Filtrer par {}", label.get_value().to_lowercase())>
            <div role="group" class="multi-list" aria-label=move || label.get_value() node_ref=list on:keydown=keys>
                {each(
                    move || values.get(),
                    Clone::clone,
                    move |value| view! { <Choice value options selected on_change/> }.into_any(),
                )}
            </div>
            {(!days.is_empty()).then(|| view! { <Lazy part=chosen_days/> }.into_any())}
            {missing.map(|Missing { error, on_retry }| {
                view! { <LookupFailure title="Choix illisibles" error on_retry/> }.into_any()
            })}
            {clear}
        </div>
    }
}

#[component]
fn Choice(
    value: String,
    options: Signal<Vec<MultiOption>>,
    selected: Signal<Vec<String>>,
    on_change: Callback<Vec<String>>,
) -> impl IntoView {
    let value = StoredValue::new(value);
    let mine = move || {
        options.with(|all| value.with_value(|value| all.iter().find(|one| one.value == *value).cloned()))
    };
    let chosen = move || selected.with(|all| value.with_value(|value| all.contains(value)));
    let toggle = move |_| {
        let (value, mut all) = (value.get_value(), selected.get_untracked());
        if let Some(at) = all.iter().position(|one| *one == value) {
            all.remove(at);
        } else {
            all.push(value);
        }
        on_change.run(all);
    };
    view! {
        <label class="multi-item">
            <input type="checkbox" prop:checked=chosen on:change=toggle/>
            <span class="multi-label">{move || mine().map(|one| one.label)}</span>
            <span class="multi-count num">{move || mine().and_then(|one| one.count).map(format::number)}</span>
        </label>
    }
}

part!(suivi, chosen_days, view! { <ChosenDays/> });

/// The fields of the choices that a day completes. Their code comes with that of the next touch, which has days too.
#[component]
fn ChosenDays() -> impl IntoView {
    let Offer { selected, on_change, days, .. } = expect_context();
    let field = |(start, label)| view! { <ChosenDay start label selected on_change/> }.into_any();
    days.iter().copied().map(field).collect_view()
}

/// The field of a choice that a day completes.
#[component]
fn ChosenDay(
    /// The beginning of its values.
    start: &'static str,
    label: &'static str,
    selected: Signal<Vec<String>>,
    on_change: Callback<Vec<String>>,
) -> impl IntoView {
    let day = Signal::derive(move || {
        selected.with(|all| all.iter().find_map(|one| one.strip_prefix(start)).unwrap_or_default().to_owned())
    });
    let on_day = move |day: String| {
        let mut all = selected.get_untracked();
        all.retain(|one| !one.starts_with(start));
        if !day.is_empty() {
            all.push([start, &day].concat());
        }
        on_change.run(all);
    };
    view! { <DayFilter label day on_day/> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_button_names_the_first_choice_and_counts_the_others() {
        let options = [MultiOption::new("A", "Un"), MultiOption::new("B", "Deux")];
        assert_eq!(summary("Statut", &options, &[]), "Statut");
        assert_eq!(summary("Statut", &options, &["B".to_owned()]), "Statut\u{a0}: Deux");
        assert_eq!(summary("Statut", &options, &["A".to_owned(), "B".to_owned()]), "Statut\u{a0}: Un +1");
        assert_eq!(summary("Statut", &options, &["X".to_owned()]), "Statut\u{a0}: X");
    }
}
