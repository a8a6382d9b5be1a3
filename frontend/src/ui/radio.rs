//! One choice among a few that must all be seen, some of which cannot be taken and say why.

use leptos::prelude::*;

use super::field::FieldError;
use super::unique_id;

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RadioOption {
    value: String,
    label: String,
    detail: Option<String>,
    disabled: Option<String>,
}

impl RadioOption {
    /// A choice and its wording.
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), detail: None, disabled: None }
    }

    /// With something to know of it, `5 places`.
    #[must_use]
    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Not to be taken, and why: `COMPLET`. It takes the place of the detail.
    #[must_use]
    pub(crate) fn disabled(mut self, reason: impl Into<String>) -> Self {
        self.disabled = Some(reason.into());
        self
    }
}

/// A list of choices. Arrows move among those that can be taken, as in any group of radio buttons.
#[component]
pub(crate) fn RadioList(
    #[prop(into)] legend: Signal<String>,
    value: RwSignal<Option<String>>,
    #[prop(into)] options: Signal<Vec<RadioOption>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let name = StoredValue::new(unique_id("choix"));
    let error_id = unique_id("choix-erreur");
    let described = {
        let id = error_id.clone();
        move || error.with(Option::is_some).then(|| id.clone())
    };
    let items = move || {
        let item = |option| view! { <RadioItem option name=name.get_value() value/> };
        options.get().into_iter().map(item).collect_view()
    };
    view! {
        <fieldset class="field radio-field" class:has-error=move || error.with(Option::is_some) aria-describedby=described>
            <legend class="field-label">{move || legend.get()}</legend>
            <div class="radio-list">{items}</div>
            <FieldError id=error_id error/>
        </fieldset>
    }
}

#[component]
fn RadioItem(option: RadioOption, name: String, value: RwSignal<Option<String>>) -> impl IntoView {
    let refused = option.disabled.is_some();
    let detail = option.disabled.or(option.detail);
    let (mine, chosen) = (option.value.clone(), option.value.clone());
    view! {
        <label class="radio-item" class:is-refused=refused>
            <input
                type="radio"
                name=name
                value=option.value
                disabled=refused
                prop:checked=move || value.with(|value| value.as_ref() == Some(&mine))
                on:change=move |_| value.set(Some(chosen.clone()))
            />
            <span class="radio-label">{option.label}</span>
            {detail.map(|detail| view! { <span class="radio-detail num">{detail}</span> })}
        </label>
    }
}
