//! Menu "Envoyer un e-mail": the choice of an email type.

use common::{TypeAction, TypeEmail};
use leptos::prelude::*;

use super::actions::ActionButton;
use crate::model::action::{brief, verb};
use crate::pages::prospects::ask;
use crate::pages::prospects::delay::{Place, described_by};
use crate::pages::prospects::page_state::{PageState, use_page};
use crate::parts::focus;
use crate::reactive::{effect_after, memo, piece};
use crate::ui::{Align, Icon, IconView, Menu, MenuItem};

/// The menu; while no email is possible, a disabled button with the reason.
#[component]
pub(super) fn EmailMenu() -> impl IntoView {
    let page = use_page();
    let live = memo(move || {
        page.prospect.with(|prospect| {
            prospect.is_some_and(|prospect| {
                ask::disabled_reason(TypeAction::EnvoyerEmail, &prospect.actions_possibles).is_none()
            })
        })
    });
    // The menu and the disabled button replace each other, so the focus moves to the new one.
    let held = StoredValue::new(false);
    effect_after(move |before: Option<()>| {
        live.track();
        if before.is_some() && held.get_value() {
            focus::recover(&[(".panel-write button", 0)]);
        }
    });
    let content = piece(move || {
        if live.get() {
            menu(page).into_any()
        } else {
            view! { <ActionButton type_action=TypeAction::EnvoyerEmail/> }.into_any()
        }
    });
    view! {
        <div
            class="panel-write"
            on:focusin=move |_| held.set_value(true)
            // A removed element loses the focus without a new target, which does not count as leaving.
            on:focusout=move |event| held.set_value(event.related_target().is_none())
        >
            {content}
        </div>
    }
}

fn menu(page: PageState) -> impl IntoView {
    let trigger = ViewFn::from(|| {
        view! {
            <span class="button-content">
                {brief(TypeAction::EnvoyerEmail)} <IconView icon=Icon::ChevronDown/>
            </span>
        }
    });
    let item = move |type_email: TypeEmail| {
        let label = match type_email {
            TypeEmail::Relance => "Relance (envoi immédiat)",
            TypeEmail::Information => "Information…",
            TypeEmail::Commercial => "Proposition commerciale…",
        };
        view! { <MenuItem label on_press=Callback::new(move |()| ask::write(page, type_email))/> }
    };
    let described_by = described_by(page, TypeAction::EnvoyerEmail, Place::Panel);
    view! {
        <Menu label=verb(TypeAction::EnvoyerEmail) trigger_class="button" trigger align=Align::End described_by>
            {TypeEmail::ALL.iter().map(|type_email| item(*type_email)).collect_view()}
        </Menu>
    }
}
