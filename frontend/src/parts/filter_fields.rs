//! The filters of a list: side by side, or on a phone in a sheet behind one button; and the filter of one choice.

use leptos::ev;
use leptos::prelude::*;

use crate::reactive::{Memo, Signal, memo, piece};
use crate::ui::{Icon, IconView, Popover, SelectOption};

/// A phone held upright, as in the styles.
const PHONE: &str = "(max-width: 599px)";

/// Returns true while the screen is as narrow as a phone's. A media query needs no layout, which the page has not made
/// when it draws its filters.
fn use_phone() -> Memo<bool> {
    let is_narrow = || window().match_media(PHONE).ok().flatten().is_some_and(|query| query.matches());
    let now = RwSignal::new(is_narrow());
    let resized = window_event_listener(ev::resize, move |_| now.set(is_narrow()));
    on_cleanup(move || resized.remove());
    memo(move || now.get())
}

/// The filters of a bar.
#[component]
pub(crate) fn FilterFields(
    /// Number of active filters, which the button of the sheet shows.
    #[prop(into)]
    active: Signal<usize>,
    children: ChildrenFn,
) -> impl IntoView {
    let phone = use_phone();
    let children = StoredValue::new(children);
    piece(move || {
        if phone.get() {
            view! { <Sheet active children/> }.into_any()
        } else {
            children.with_value(|children| children())
        }
    })
}

#[component]
fn Sheet(active: Signal<usize>, children: StoredValue<ChildrenFn>) -> impl IntoView {
    let open = RwSignal::new(false);
    let label = move || match active.get() {
        0 => "Filtrer".to_owned(),
        count => ["Filtrer (", &count.to_string(), ")"].concat(),
    };
    let trigger = view! {
        <button
            type="button"
            class="button filter"
            class:is-on=move || active.get() != 0
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <span class="button-content"><IconView icon=Icon::Filter/> {label}</span>
        </button>
    };
    view! {
        <Popover open class="filter-sheet" trigger=trigger.into_any()>
            {children.with_value(|children| children())}
        </Popover>
    }
}

/// A filter of one choice: a list whose first choice says what it filters.
#[component]
pub(crate) fn ChoiceFilter(
    /// Accessible name.
    label: &'static str,
    /// The choices.
    options: Signal<Vec<SelectOption>>,
    /// Value of the current choice.
    chosen: Memo<String>,
    /// Runs with the value of another choice.
    on_choice: Callback<String>,
) -> impl IntoView {
    let items = piece(move || {
        let chosen = chosen.get();
        options.get().into_iter().map(|option| option.item(&chosen)).collect_view()
    });
    view! {
        <div class="field-box select-box">
            <select
                class="input select"
                aria-label=label
                on:change=move |event| on_choice.run(event_target_value(&event))
            >
                {items}
            </select>
            <IconView icon=Icon::ChevronDown/>
        </div>
    }
}
