//! Radio list for a few choices that must all be visible; disabled ones show their reason.

use leptos::prelude::*;

use super::field::FieldError;
use super::unique_id;
use crate::reactive::{Signal, each, memo, piece};

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RadioOption {
    value: String,
    label: String,
    detail: Option<String>,
    disabled: Option<String>,
}

impl RadioOption {
    /// Creates a choice with its label.
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), detail: None, disabled: None }
    }

    /// Adds a detail, such as `5 places`.
    #[must_use]
    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Disables the choice with a reason, such as `COMPLET`, which replaces the detail.
    #[must_use]
    pub(crate) fn disabled(mut self, reason: impl Into<String>) -> Self {
        self.disabled = Some(reason.into());
        self
    }
}

/// A list of choices; an empty `value` selects none. The arrow keys move among the enabled ones, as in any radio group.
#[component]
pub(crate) fn RadioList(
    #[prop(into)] legend: Signal<String>,
    value: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<RadioOption>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let name = StoredValue::new(unique_id("choix"));
    let error_id = unique_id("choix-erreur");
    let described = {
        let id = error_id.clone();
        move || error.with(Option::is_some).then(|| id.clone())
    };
    // Only the choices rebuild the list, not their details, so that the focus stays.
    let values =
        memo(move || options.with(|all| all.iter().map(|one| one.value.clone()).collect::<Vec<_>>()));
    view! {
        <fieldset class="field radio-field" class:has-error=move || error.with(Option::is_some) aria-describedby=described>
            <legend class="field-label">{move || legend.get()}</legend>
            <div class="radio-list">
                {each(
                    move || values.get(),
                    Clone::clone,
                    move |choice| view! { <RadioItem choice options name=name.get_value() value/> }.into_any(),
                )}
            </div>
            <FieldError id=error_id error/>
        </fieldset>
    }
}

#[component]
fn RadioItem(
    choice: String,
    options: Signal<Vec<RadioOption>>,
    name: String,
    value: RwSignal<String>,
) -> impl IntoView {
    let choice = StoredValue::new(choice);
    let option = memo(move || {
        options.with(|all| choice.with_value(|choice| all.iter().find(|one| one.value == *choice).cloned()))
    });
    let look = move |look: fn(&RadioOption) -> Option<String>| option.with(|one| one.as_ref().and_then(look));
    let refused = move || option.with(|one| one.as_ref().is_some_and(|one| one.disabled.is_some()));
    let detail = piece(move || {
        let detail = look(|one| one.disabled.clone().or_else(|| one.detail.clone()));
        detail.map(|detail| view! { <span class="radio-detail num">{detail}</span> }.into_any())
    });
    view! {
        <label class="radio-item" class:is-refused=refused>
            <input
                type="radio"
                name=name
                value=choice.get_value()
                disabled=refused
                prop:checked=move || value.with(|value| choice.with_value(|choice| value == choice))
                on:change=move |_| value.set(choice.get_value())
            />
            <span class="radio-label">{move || look(|one| Some(one.label.clone()))}</span>
            {detail}
        </label>
    }
}
