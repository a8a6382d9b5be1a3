//! Head of the panel: name, links to the neighbours, statut, actions.

use leptos::prelude::*;

use super::actions::Actions;
use super::gone::{GoneNotice, is_gone};
use super::statut::{Statut, coming};
use crate::model::neighbours::{Direction, Step};
use crate::pages::prospects::delay::PanelDelays;
use crate::pages::prospects::page_state::{Dialog, PageState, use_page};
use crate::pages::prospects::walk;
use crate::parts::focus::{self, PANEL_TITLE};
use crate::parts::lazy::{Lazy, part};
use crate::reactive::{Memo, Show, Signal, memo};
use crate::ui::{Icon, IconButton, PanelTitle, StaleBanner};

part!(suivi, statut, view! { <Statut/> });

/// Returns true when the open record can be changed.
pub(super) fn live(page: PageState) -> Memo<bool> {
    let gone = is_gone(page);
    memo(move || !gone.get() && page.prospect.failure().is_none())
}

/// The head.
#[component]
pub(super) fn PanelHeader() -> impl IntoView {
    let page = use_page();
    let title = memo(move || page.title());
    let live = live(page);
    focus::recover_when_gone(live, &[(PANEL_TITLE, 0)]);
    let outdated = memo(move || page.prospect.stale_failure().is_some());
    focus::recover_when_gone(outdated, &[(PANEL_TITLE, 0)]);
    view! {
        <PanelTitle title on_close=move || page.close()>
            <Neighbour direction=Direction::Previous/>
            <Neighbour direction=Direction::Next/>
        </PanelTitle>
        <Identity live/>
        <GoneNotice page/>
        <Show when=move || live.get()>
            <Actions/>
        </Show>
        <PanelDelays/>
        <StaleBanner
            error=Signal::derive(move || page.prospect.stale_failure())
            on_retry=Callback::new(move |()| page.prospect.refetch())
        />
    }
}

/// Statut, identifier and source, with the buttons to call the person and to change the record.
#[component]
fn Identity(
    /// True when the record can be changed.
    live: Memo<bool>,
) -> impl IntoView {
    let page = use_page();
    let identity = memo(move || {
        let resume = page.resume()?;
        Some(format!("{} · {}", resume.id_prospect, resume.source.libelle()))
    });
    view! {
        <div class="panel-identity">
            <Lazy part=statut waiting=coming quiet=true/>
            {move || identity.get().map(|text| view! { <span class="muted small ellipsis">{text}</span> }.into_any())}
            <Show when=move || live.get()>
                <span class="panel-tools row">
                    <IconButton label="Appeler" icon=Icon::Phone on_press=Callback::new(|()| ())
                        disabled_reason=Signal::stored(Some("Le téléphone arrive l’an prochain".to_owned()))/>
                    <IconButton label="Modifier" icon=Icon::Pencil on_press=move || page.dialog.set(Some(Dialog::Edit))/>
                </span>
            </Show>
        </div>
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
    let at_end = memo(move || walk::step(page, direction) == Step::End);
    let disabled_reason = Signal::derive(move || at_end.get().then(|| end.to_owned()));
    view! { <IconButton label icon disabled_reason on_press=Callback::new(move |()| walk::walk(page, direction))/> }
}
