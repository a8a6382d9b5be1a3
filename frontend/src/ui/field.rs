//! Form fields with label, hint and error.

use leptos::prelude::*;

use super::{IconView, unique_id};
use crate::model::icons::Icon;
use crate::reactive::{Signal, piece};

/// The content of a text field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum TextKind {
    /// Any text.
    #[default]
    Text,
    /// An email address.
    Email,
    /// A password, which can be revealed.
    Password,
    /// A code of digits, or of digits and letters.
    Code,
}

impl TextKind {
    const fn word(self) -> &'static str {
        match self {
            Self::Text | Self::Code => "text",
            Self::Email => "email",
            Self::Password => "password",
        }
    }
}

/// Identifiers of a field and of the elements that describe it.
#[derive(Clone)]
pub(super) struct FieldIds {
    pub(super) field: String,
    pub(super) hint: String,
    pub(super) error: String,
}

impl FieldIds {
    pub(super) fn new() -> Self {
        let field = unique_id("champ");
        Self { hint: [&field, "-aide"].concat(), error: [&field, "-erreur"].concat(), field }
    }

    /// Returns the value of `aria-describedby`: the error, if any, and the hint.
    pub(super) fn described_by(
        &self,
        hint: Option<&'static str>,
        error: Signal<Option<String>>,
    ) -> impl Fn() -> Option<String> + Send + Sync + Clone + 'static + use<> {
        let ids = self.clone();
        move || match (error.with(Option::is_some), hint) {
            (true, Some(_)) => Some([&ids.error, " ", &ids.hint].concat()),
            (true, None) => Some(ids.error.clone()),
            (false, Some(_)) => Some(ids.hint.clone()),
            (false, None) => None,
        }
    }
}

/// Label, field, hint and error, in this order.
#[component]
pub(super) fn FieldFrame(
    ids: FieldIds,
    label: Signal<String>,
    required: bool,
    #[prop(optional)] hide_label: bool,
    hint: Option<&'static str>,
    error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    let error_id = ids.error;
    view! {
        <div class="field" class:has-error=move || error.with(Option::is_some)>
            <label class="field-label" class:sr-only=hide_label for=ids.field>
                {move || label.get()} {(!required).then(|| view! { <span class="field-optional">" (facultatif)"</span> }.into_any())}
            </label>
            {children()} {hint.map(|hint| view! { <p class="field-hint" id=ids.hint>{hint}</p> }.into_any())}
            <FieldError id=error_id error/>
        </div>
    }
}

/// The error of a field; its live region exists before the first error.
#[component]
pub(super) fn FieldError(id: String, error: Signal<Option<String>>) -> impl IntoView {
    let shown = piece(move || {
        error.get().map(|error| {
            view! {
                <IconView icon=Icon::ErrorCircle/>
                <span>{error}</span>
            }
            .into_any()
        })
    });
    view! { <p class="field-error" id=id aria-live="polite">{shown}</p> }
}

/// A line of text.
#[component]
pub(crate) fn TextField(
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional)] kind: TextKind,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional)] required: bool,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] placeholder: Option<&'static str>,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let ids = FieldIds::new();
    let shown = RwSignal::new(false);
    let password = kind == TextKind::Password;
    let kind_now = move || if password && shown.get() { "text" } else { kind.word() };
    let plain = kind != TextKind::Text;
    let reveal = password.then(|| view! { <Reveal shown/> }.into_any());
    view! {
        <FieldFrame ids=ids.clone() label required hint error>
            <div class="field-box">
                <input
                    class="input"
                    id=ids.field.clone()
                    type=kind_now
                    autocomplete=autocomplete
                    autocapitalize=plain.then_some("none")
                    spellcheck=plain.then_some("false")
                    placeholder=placeholder
                    autofocus=autofocus
                    aria-required=required.then_some("true")
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=ids.described_by(hint, error)
                    prop:value=value
                    on:input=move |event| value.set(event_target_value(&event))
                />
                {reveal}
            </div>
        </FieldFrame>
    }
}

#[component]
fn Reveal(shown: RwSignal<bool>) -> impl IntoView {
    let label = move || if shown.get() { "Masquer le mot de passe" } else { "Afficher le mot de passe" };
    view! {
        <button
            type="button"
            class="button button-ghost button-icon button-small field-reveal"
            aria-label=label
            title=label
            aria-pressed=move || shown.get().to_string()
            on:click=move |_| shown.update(|shown| *shown = !*shown)
        >
            <IconView icon=Signal::derive(move || if shown.get() { Icon::EyeOff } else { Icon::Eye })/>
        </button>
    }
}

/// A choice of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SelectOption {
    value: String,
    label: String,
}

impl SelectOption {
    /// Creates a choice with its label.
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }

    /// Draws the choice, for a list whose chosen value is `chosen`.
    pub(crate) fn item(self, chosen: &str) -> AnyView {
        let selected = self.value == chosen;
        view! { <option value=self.value selected=selected>{self.label}</option> }.into_any()
    }
}

/// A choice from a short list.
#[component]
pub(crate) fn SelectField(
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<SelectOption>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional)] required: bool,
    /// Hides the label visually, when the first choice explains the field.
    #[prop(optional)]
    hide_label: bool,
) -> impl IntoView {
    let ids = FieldIds::new();
    let items = piece(move || {
        let chosen = value.get();
        options.get().into_iter().map(|option| option.item(&chosen)).collect_view()
    });
    view! {
        <FieldFrame ids=ids.clone() label required hide_label hint error>
            <div class="field-box select-box">
                <select
                    class="input select"
                    id=ids.field.clone()
                    aria-required=required.then_some("true")
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=ids.described_by(hint, error)
                    on:change=move |event| value.set(event_target_value(&event))
                >
                    {items}
                </select>
                <IconView icon=Icon::ChevronDown/>
            </div>
        </FieldFrame>
    }
}
