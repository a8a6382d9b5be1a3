//! Head of the panel: name, links to the neighbours, contact buttons.

use common::TypeAction;
use leptos::prelude::*;

use super::email_menu::EmailMenu;
use super::gone::{GoneNotice, is_gone};
use super::{Part, part};
use crate::model::action::verb;
use crate::model::neighbours::{Direction, Step};
use crate::pages::prospects::ask;
use crate::pages::prospects::commands::icon;
use crate::pages::prospects::delay::{PanelDelays, Place, described_by};
use crate::pages::prospects::page_state::{Asking, Dialog, use_page};
use crate::parts::focus::{self, PANEL_TITLE};
use crate::reactive::{Show, memo};
use crate::ui::{Button, ButtonKind, Icon, IconButton, PanelTitle, StaleBanner, StatutBadge};

/// The head.
#[component]
pub(super) fn PanelHeader(
    /// The name, once known.
    name: Part<String>,
) -> impl IntoView {
    let page = use_page();
    // A heading is never empty: the identifier is shown until the name is known.
    let title =
        memo(move || name.get().or_else(|| page.open_id().map(|id| id.to_string())).unwrap_or_default());
    let gone = is_gone(page);
    focus::recover_when_gone(memo(move || !gone.get()), &[(PANEL_TITLE, 0)]);
    let outdated = memo(move || page.prospect.stale_failure().is_some());
    focus::recover_when_gone(outdated, &[(PANEL_TITLE, 0)]);
    view! {
        <PanelTitle title on_close=move || page.close()>
            <Neighbour direction=Direction::Previous/>
            <Neighbour direction=Direction::Next/>
        </PanelTitle>
        <Identity/>
        <GoneNotice page/>
        <Show when=move || !gone.get()>
            <Reach/>
        </Show>
        <PanelDelays/>
        <StaleBanner
            error=Signal::derive(move || page.prospect.stale_failure())
            on_retry=Callback::new(move |()| page.prospect.refetch())
        />
    }
}

/// The buttons to contact the person and to change the record.
#[component]
fn Reach() -> impl IntoView {
    let page = use_page();
    view! {
        <div class="row panel-reach">
            <EmailMenu/>
            <Button icon=Icon::Phone on_press=Callback::new(|()| ())
                disabled_reason=Signal::stored(Some("Le téléphone arrive l’an prochain".to_owned()))>
                "Appeler"
            </Button>
            <Button icon=Icon::Pencil on_press=move || page.dialog.set(Some(Dialog::Edit))>"Modifier"</Button>
        </div>
    }
}

/// Statut, identifier and source.
#[component]
fn Identity() -> impl IntoView {
    let page = use_page();
    let identity = part(page, |prospect| {
        let resume = &prospect.resume;
        (resume.statut_prospect, format!("{} · {}", resume.id_prospect, resume.source.libelle()))
    });
    view! {
        <p class="panel-identity row">
            {move || identity.get().map(|(statut, text)| view! {
                <StatutBadge statut/>
                <span class="muted small">{text}</span>
            }.into_any())}
        </p>
    }
}

/// The button ‹ or ›.
#[component]
fn Neighbour(direction: Direction) -> impl IntoView {
    let page = use_page();
    let (label, icon, end) = match direction {
        Direction::Previous => ("Prospect précédent", Icon::ChevronLeft, "C’est le premier de la liste"),
        Direction::Next => ("Prospect suivant", Icon::ChevronRight, "C’est le dernier de la liste"),
    };
    let at_end = memo(move || page.step(direction) == Step::End);
    let disabled_reason = Signal::derive(move || at_end.get().then(|| end.to_owned()));
    view! { <IconButton label icon disabled_reason on_press=Callback::new(move |()| page.walk(direction))/> }
}

/// The button of an action, enabled as the server decides.
#[component]
pub(super) fn ActionButton(
    /// Type of the action.
    type_action: TypeAction,
    /// True for the main button of its group.
    #[prop(optional)]
    primary: bool,
) -> impl IntoView {
    let page = use_page();
    let reason = memo(move || {
        page.prospect.with(|prospect| match prospect {
            Some(prospect) => ask::disabled_reason(type_action, &prospect.actions_possibles),
            None => Some("Chargement du prospect…".to_owned()),
        })
    });
    let on_press = Callback::new(move |()| ask::press(page, type_action));
    let asking = match type_action {
        TypeAction::GenererDevis => busy(page.devis),
        TypeAction::EnvoyerEmail => busy(page.reminder),
        TypeAction::ConvertirCandidat | TypeAction::EnvoyerDossier => Signal::stored(false),
    };
    let kind = if primary { ButtonKind::Primary } else { ButtonKind::Secondary };
    let disabled_reason = Signal::derive(move || reason.get());
    let described_by = described_by(page, type_action, Place::Panel);
    view! {
        <Button kind icon=icon(type_action) on_press busy=asking disabled_reason described_by>
            {verb(type_action)}
        </Button>
    }
}

/// Returns true while a request is pending.
fn busy(asking: RwSignal<Option<Asking>>) -> Signal<bool> {
    Signal::derive(move || asking.get().is_some_and(|asking| asking.busy.get()))
}
