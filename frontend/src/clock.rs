//! Current time for screens, so that texts such as "il y a 2 min" stay correct.

use std::time::Duration;

use leptos::prelude::*;

use crate::reactive::Signal;

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

/// Returns the time in milliseconds since 1970, updated every minute.
pub(crate) fn use_minutes() -> Signal<f64> {
    expect_context::<Clock>().minute.into()
}

/// Returns the time in milliseconds since 1970, updated every second.
pub(crate) fn use_seconds() -> Signal<f64> {
    expect_context::<Clock>().second.into()
}
