//! Formats dates and times in French, in the time zone of Paris, with the browser's `Intl`.

use common::{Day, Instant};
use js_sys::{Array, Date, Intl, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::clock;

const LOCALE: &str = "fr-FR";
const PARIS: &str = "Europe/Paris";
const MINUTE: f64 = 60_000.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// Cached formats. Creating one costs more than a hundred uses.
struct Formats {
    day: Intl::DateTimeFormat,
    exact: Intl::DateTimeFormat,
    calendar_day: Intl::DateTimeFormat,
    second: Intl::DateTimeFormat,
    iso: Intl::DateTimeFormat,
    relative: Intl::RelativeTimeFormat,
}

thread_local! {
    static FORMATS: Formats = Formats {
        day: date_format(LOCALE, &[("day", "numeric"), ("month", "short"), ("year", "numeric"), ("timeZone", PARIS)]),
        exact: date_format(LOCALE, &[("dateStyle", "full"), ("timeStyle", "short"), ("timeZone", PARIS)]),
        // A day is midnight UTC, and must be formatted in UTC to stay the same day.
        calendar_day: date_format(
            LOCALE,
            &[("day", "numeric"), ("month", "short"), ("year", "numeric"), ("timeZone", "UTC")],
        ),
        second: date_format(LOCALE, &[("dateStyle", "short"), ("timeStyle", "medium"), ("timeZone", PARIS)]),
        // The Swedish date format is the ISO one.
        iso: date_format("sv-SE", &[("timeZone", PARIS)]),
        relative: Intl::RelativeTimeFormat::new(&locales(LOCALE), &options(&[("numeric", "auto"), ("style", "short")])),
    };
}

fn locales(locale: &str) -> Array {
    Array::of1(&locale.into())
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (key, value) in pairs {
        let _ = Reflect::set(&options, &(*key).into(), &(*value).into());
    }
    options
}

fn date_format(locale: &str, pairs: &[(&str, &str)]) -> Intl::DateTimeFormat {
    Intl::DateTimeFormat::new(&locales(locale), &options(pairs))
}

/// Formats an instant; `None` for an invalid date, for which `Intl` would throw.
fn write(pick: impl Fn(&Formats) -> &Intl::DateTimeFormat, at_ms: f64) -> Option<String> {
    if at_ms.is_nan() {
        return None;
    }
    let date = Date::new(&at_ms.into());
    FORMATS.with(|formats| pick(formats).format().call1(&JsValue::UNDEFINED, &date).ok()?.as_string())
}

/// Parses a date to milliseconds since 1970; NaN for an invalid one.
fn milliseconds(text: &str) -> f64 {
    Date::parse(text)
}

/// Formats a day: `12 févr. 2026`.
pub(crate) fn format_day(day: &Day) -> String {
    write(|formats| &formats.calendar_day, milliseconds(day.as_str())).unwrap_or_else(|| day.to_string())
}

/// Formats the day of an instant in Paris: `12 févr. 2026`.
pub(crate) fn format_instant(at: &Instant) -> String {
    write(|formats| &formats.day, milliseconds(at.as_str())).unwrap_or_else(|| at.to_string())
}

/// Formats an instant in Paris: `jeudi 12 février 2026 à 10:30`.
pub(crate) fn format_exact(at: &Instant) -> String {
    write(|formats| &formats.exact, milliseconds(at.as_str())).unwrap_or_else(|| at.to_string())
}

/// Formats an instant in Paris to the second: `12/02/2026 10:30:05`.
pub(crate) fn format_second(at: &Instant) -> String {
    write(|formats| &formats.second, milliseconds(at.as_str())).unwrap_or_else(|| at.to_string())
}

/// Formats an instant relative to `now` (milliseconds since 1970): `il y a 2 h` of the same day in Paris, `hier` within
/// a week, then `12 févr. 2026`.
pub(crate) fn format_relative(at: &Instant, now: f64) -> String {
    let unit =
        |value: f64, unit: &str| FORMATS.with(|formats| String::from(formats.relative.format(value, unit)));
    match age(at, now) {
        Age::Now => "à l’instant".to_owned(),
        Age::Minutes(value) => unit(value, "minute"),
        Age::Hours(value) => unit(value, "hour"),
        Age::Days(value) => unit(value, "day"),
        Age::Date => format_instant(at),
    }
}

/// Returns true when an instant is too far from `now` (milliseconds since 1970) for a relative time.
fn is_date(at: &Instant, now: f64) -> bool {
    age(at, now) == Age::Date
}

fn age(at: &Instant, now: f64) -> Age {
    let at = milliseconds(at.as_str());
    // A day is midnight UTC, so that the distance of two days is a whole number of them.
    let midnight = |at_ms: f64| milliseconds(&paris_day(at_ms));
    Age::of(at - now, (midnight(at) - midnight(now)) / DAY)
}

/// Returns the milliseconds from an instant to `now`, at least 0.
pub(crate) fn elapsed_ms(since: &Instant, now: f64) -> i64 {
    since_ms(milliseconds(since.as_str()), now)
}

/// Returns the milliseconds from an instant to a later one.
pub(crate) fn between_ms(from: &Instant, to: &Instant) -> i64 {
    elapsed_ms(from, milliseconds(to.as_str()))
}

/// Returns the milliseconds between two times of this browser, at least 0.
pub(crate) fn since_ms(since: f64, now: f64) -> i64 {
    let elapsed = (now - since).max(0.0);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a NaN gives 0, and no page lives for 292 million years"
    )]
    let whole = elapsed as i64;
    whole
}

/// Returns the current day in Paris, `YYYY-MM-DD`.
pub(crate) fn today() -> String {
    paris_day(Date::now())
}

/// Returns the day of a time in Paris, `YYYY-MM-DD`; empty for an invalid date.
fn paris_day(at_ms: f64) -> String {
    write(|formats| &formats.iso, at_ms).unwrap_or_default()
}

/// The distance to an instant in a suitable unit; negative in the past.
#[derive(Debug, PartialEq)]
enum Age {
    Now,
    Minutes(f64),
    Hours(f64),
    Days(f64),
    Date,
}

impl Age {
    /// Chooses the unit; `days` is the distance in calendar days.
    fn of(distance_ms: f64, days: f64) -> Self {
        let far = distance_ms.abs();
        let whole = |unit: f64| (distance_ms / unit).trunc();
        if far < MINUTE {
            Self::Now
        } else if far < HOUR {
            Self::Minutes(whole(MINUTE))
        } else if days == 0.0 {
            Self::Hours(whole(HOUR))
        } else if days.abs() < 7.0 {
            Self::Days(days)
        } else {
            Self::Date
        }
    }
}

/// A relative time within a week, with the exact time as tooltip.
#[component]
pub(crate) fn RelativeTime(at: Instant) -> impl IntoView {
    let now = clock::use_minutes();
    let (exact, machine) = (format_exact(&at), at.to_string());
    view! { <time datetime=machine title=exact>{move || format_relative(&at, now.get())}</time> }
}

/// A relative time within a week, after a verb: `hier`, then `le 12 févr. 2026`. Its tooltip is the exact time.
#[component]
pub(crate) fn TimeInSentence(at: Instant) -> impl IntoView {
    let now = clock::use_minutes();
    let of = at.clone();
    view! { {move || is_date(&of, now.get()).then_some("le ")} <RelativeTime at/> }
}

/// A calendar day.
#[component]
pub(crate) fn DayText(day: Day) -> impl IntoView {
    view! { <time datetime=day.to_string()>{format_day(&day)}</time> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_the_unit_that_people_use() {
        assert_eq!(Age::of(-59_000.0, 0.0), Age::Now);
        assert_eq!(Age::of(-61_000.0, -1.0), Age::Minutes(-1.0));
        assert_eq!(Age::of(-119.0 * MINUTE, 0.0), Age::Hours(-1.0));
        assert_eq!(Age::of(-7.0 * DAY, -7.0), Age::Date);
        assert_eq!(Age::of(f64::NAN, f64::NAN), Age::Date);
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(Age::of(-2.0 * HOUR, -1.0), Age::Days(-1.0), "22:00, seen at midnight");
        assert_eq!(Age::of(-47.0 * HOUR, -2.0), Age::Days(-2.0), "Monday 09:00, seen on Wednesday at 08:00");
        assert_eq!(Age::of(-24.5 * HOUR, 0.0), Age::Hours(-24.0), "the day of 25 hours");
        assert_eq!(Age::of(25.0 * HOUR, 2.0), Age::Days(2.0), "23:00, about midnight after the next day");
        assert_eq!(Age::of(6.1 * DAY, 7.0), Age::Date);
    }
}
