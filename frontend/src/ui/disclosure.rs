//! Heads of parts that open in place.

use leptos::prelude::*;

use super::icon::IconView;
use crate::model::icons::Icon;

/// The head of a `<details>`: its text, and a chevron that turns when it is open.
#[component]
pub(crate) fn Summary(text: &'static str) -> impl IntoView {
    view! { <summary class="disclosure">{text} <IconView icon=Icon::ChevronDown/></summary> }
}
