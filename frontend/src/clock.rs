//! The time that screens show, so that "il y a 2 min" does not stay there for an hour.

use std::time::Duration;

use leptos::prelude::*;

#[derive(Clone, Copy)]
struct Clock {
    minute: RwSignal<f64>,
    second: RwSignal<f64>,
}

/// Starts the clock.
pub(super) fn provide() {
    let now = js_sys::Date::now();
    let clock = Clock { minute: RwSignal::new(now), second: RwSignal::new(now) };
    set_interval(move || clock.minute.set(js_sys::Date::now()), Duration::from_mins(1));
    set_interval(move || clock.second.set(js_sys::Date::now()), Duration::from_secs(1));
    provide_context(clock);
}

/// Now, in milliseconds since 1970, told again each minute.
pub(crate) fn use_minutes() -> Signal<f64> {
    expect_context::<Clock>().minute.into()
}

/// Now, in milliseconds since 1970, told again each second.
pub(crate) fn use_seconds() -> Signal<f64> {
    expect_context::<Clock>().second.into()
}
