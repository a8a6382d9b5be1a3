//! Several lines of text.

use leptos::prelude::*;

use super::field::{FieldFrame, FieldIds};

/// Several lines of text.
#[component]
pub(crate) fn TextArea(
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(default = 4)] rows: u32,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let ids = FieldIds::new();
    view! {
        <FieldFrame ids=ids.clone() label required hint error>
            <textarea
                class="input textarea"
                id=ids.field.clone()
                rows=rows.to_string()
                maxlength=maxlength.map(|most| most.to_string())
                aria-required=required.then_some("true")
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=ids.described_by(hint, error)
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
        </FieldFrame>
    }
}
