//! Text area.

use leptos::prelude::*;

use super::field::{FieldFrame, FieldIds};
use crate::model::format::number;
use crate::reactive::{Signal, piece};

/// Several lines of text. With a `limit` it counts the characters; a too long text is reported, never cut.
#[component]
pub(crate) fn TextArea(
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional)] required: bool,
    #[prop(default = "6")] rows: &'static str,
    /// Keyboard type on phones.
    #[prop(optional)]
    input_mode: Option<&'static str>,
    /// Maximum number of characters.
    #[prop(optional)]
    limit: Option<usize>,
) -> impl IntoView {
    let ids = FieldIds::new();
    let whole = |n: usize| number(i64::try_from(n).unwrap_or(i64::MAX));
    let counter = limit.map(|limit| {
        let typed = piece(move || whole(value.with(|text| text.chars().count())));
        view! { <p class="field-hint num">{typed} " / " {whole(limit)}</p> }.into_any()
    });
    view! {
        <FieldFrame ids=ids.clone() label required hint error>
            <textarea
                class="input textarea"
                id=ids.field.clone()
                rows=rows
                inputmode=input_mode
                autocomplete="off"
                autocapitalize=input_mode.map(|_| "none")
                spellcheck=input_mode.map(|_| "false")
                aria-required=required.then_some("true")
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=ids.described_by(hint, error)
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
            {counter}
        </FieldFrame>
    }
}
