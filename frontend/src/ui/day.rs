//! Fields for a day, `JJ/MM/AAAA` in every browser. A native date field would follow the browser's language.

use leptos::html;
use leptos::prelude::*;

use super::field::{FieldFrame, FieldIds};
use super::{IconView, unique_id};
use crate::model::day;
use crate::model::icons::Icon;
use crate::reactive::{Signal, effect, memo};

/// A text field for a day, and a button that opens the browser's calendar. `on_day` gets `YYYY-MM-DD`, an empty text,
/// or an invalid text as it was typed.
#[component]
fn DayInput(
    id: String,
    /// The current day, `YYYY-MM-DD`, or empty.
    day: Signal<String>,
    on_day: Callback<String>,
    wrong: Signal<bool>,
    #[prop(optional, into)] described_by: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    /// Earliest day of the calendar, `YYYY-MM-DD`.
    #[prop(optional)]
    min: Option<String>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let calendar = NodeRef::<html::Input>::new();
    let read = |text: &str| day::parse(text).unwrap_or_else(|| text.trim().to_owned());
    // A day that a person is typing is not overwritten.
    effect(move || {
        let now = day.get();
        if typed.with_untracked(|typed| read(typed) != now) {
            typed.set(day::typed(&now));
        }
    });
    let change = move |event| {
        let text = read(&event_target_value(&event));
        let cleared = text.is_empty();
        typed.set(day::typed(&text));
        on_day.run(text);
        // A page that always shows a day, such as today without a choice, gives the empty field its day back.
        if cleared {
            request_animation_frame(move || {
                if typed.try_with_untracked(String::is_empty) == Some(true) {
                    typed.set(day::typed(&day.get_untracked()));
                }
            });
        }
    };
    // The field may disappear before it loses the focus, as in a popover.
    let input = move |event: web_sys::Event| {
        if day::is_whole(&event_target_value(&event)) {
            change(event);
        }
    };
    let open = move |_| {
        if let Some(calendar) = calendar.get_untracked() {
            calendar.set_value(&day.get_untracked());
            let _ = calendar.show_picker();
        }
    };
    view! {
        <span class="field-box day-box">
            <input
                class="input"
                id=id
                type="text"
                inputmode="numeric"
                autocomplete="off"
                placeholder=day::FORM
                aria-required=required.then_some("true")
                aria-invalid=move || wrong.get().then_some("true")
                aria-describedby=move || described_by.get()
                prop:value=typed
                on:input=input
                on:change=change
            />
            <input
                node_ref=calendar
                class="day-calendar"
                type="date"
                tabindex="-1"
                aria-hidden="true"
                min=min
                on:change=change
            />
            <button
                type="button"
                class="button button-ghost button-icon button-small field-reveal"
                aria-label="Choisir dans le calendrier"
                title="Choisir dans le calendrier"
                on:click=open
            >
                <IconView icon=Icon::Calendar/>
            </button>
        </span>
    }
}

/// A form field for a day. `value` holds `YYYY-MM-DD`, an empty text, or an invalid text as it was typed.
#[component]
pub(crate) fn DateField(
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    /// Earliest day of the calendar, `YYYY-MM-DD`.
    #[prop(optional, into)]
    min: Option<String>,
) -> impl IntoView {
    let ids = FieldIds::new();
    let described_by = Signal::derive(ids.described_by(None, error));
    view! {
        <FieldFrame ids=ids.clone() label required hint=None error>
            <DayInput
                id=ids.field
                day=value.into()
                on_day=Callback::new(move |day| value.set(day))
                wrong=Signal::derive(move || error.with(Option::is_some))
                described_by
                required
                min=min.unwrap_or_default()
            />
        </FieldFrame>
    }
}

/// A filter for the first or last day of a period. An invalid text shows an error and filters nothing.
#[component]
pub(crate) fn DayFilter(
    label: &'static str,
    /// The current day, `YYYY-MM-DD`, or empty.
    day: Signal<String>,
    #[prop(into)] on_day: Callback<String>,
    /// Error of the current day.
    #[prop(optional, into)]
    error: Signal<Option<&'static str>>,
) -> impl IntoView {
    let id = unique_id("jour");
    let error_id = [&id, "-erreur"].concat();
    let no_day = RwSignal::new(false);
    // Another filter changes the address too: only a change of this day replaces what is typed.
    let day = Signal::from(memo(move || day.get()));
    let told = Signal::derive(move || if no_day.get() { Some(day::FORM) } else { error.get() });
    effect(move || {
        day.track();
        no_day.set(false);
    });
    let change = Callback::new(move |text: String| {
        let known = text.is_empty() || day::is_day(&text);
        no_day.set(!known);
        if known && day.with_untracked(|day| *day != text) {
            on_day.run(text);
        }
    });
    let described_by = Signal::stored(Some(error_id.clone()));
    view! {
        <div class="day-filter" class:has-error=move || told.get().is_some()>
            <label for=id.clone()>{label}</label>
            <DayInput id day on_day=change wrong=Signal::derive(move || told.get().is_some()) described_by/>
            <span class="field-error" id=error_id role="status">{move || told.get()}</span>
        </div>
    }
}
