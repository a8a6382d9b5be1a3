//! Panel with one complete entry, even when the filters hide its row.

use common::IdAction;
use leptos::prelude::*;

use super::facts::Facts;
use super::page_state::{LogsState, use_logs};
use super::severity::{ResolutionBadge, SeverityBadge};
use crate::model::journal::workflow_name;
use crate::parts::focus::{self, NO_FIELD, PANEL_TITLE};
use crate::parts::lazy::{self, Lazy, part};
use crate::parts::relaunch::Relaunch;
use crate::parts::story::ActionStory;
use crate::paths;
use crate::reactive::{Show, Signal, memo, piece};
use crate::ui::{
    Button, ButtonKind, ErrorState, Icon, LinkButton, Panel, PanelSkeleton, PanelTitle, RelativeTime,
    StaleBanner,
};

part!(entree, body, view! { <Body/> });

/// Loads the code of the panel's body when the browser is idle: an entry then opens without a download.
pub(super) fn fetch_ahead() {
    lazy::fetch_when_idle(body);
}

fn skeleton() -> AnyView {
    view! { <PanelSkeleton/> }.into_any()
}

/// The panel. It stays while the person goes from entry to entry.
#[component]
pub(super) fn EntryPanel() -> impl IntoView {
    let page = use_logs();
    let label =
        Signal::derive(move || ["Erreur n°\u{a0}", &page.open_id().unwrap_or_default().to_string()].concat());
    // The person opened the panel to read it, so it takes the focus, unless they already type elsewhere when its code
    // comes.
    focus::leave(NO_FIELD, vec![(PANEL_TITLE, 0)]);
    view! {
        <Panel label header=view! { <Header label/> }.into_any()>
            <Lazy part=body waiting=skeleton/>
        </Panel>
    }
}

#[component]
fn Header(label: Signal<String>) -> impl IntoView {
    let page = use_logs();
    // A heading is never empty: the number is shown until the workflow is known.
    let title = memo(move || {
        let name = page.entry.with(|entry| entry.map(|one| workflow_name(&one.nom_workflow).to_owned()));
        name.unwrap_or_else(|| label.get())
    });
    let identity = piece(move || {
        page.entry.get().map(|one| {
            view! {
                <SeverityBadge severite=one.severite/>
                <ResolutionBadge resolu=one.resolu/>
                <span class="muted small">{one.id} " · " <RelativeTime at=one.date_erreur/></span>
            }
            .into_any()
        })
    });
    view! {
        <PanelTitle title on_close=move || page.close()/>
        <p class="panel-identity row">{identity}</p>
        <StaleBanner
            error=Signal::derive(move || page.entry.stale_failure())
            on_retry=Callback::new(move |()| page.entry.refetch())
        />
    }
}

#[component]
fn Body() -> impl IntoView {
    let page = use_logs();
    let failed = memo(move || page.entry.failure());
    let broken = memo(move || failed.with(Option::is_some));
    focus::recover_when_gone(broken, &[(PANEL_TITLE, 0)]);
    let action = memo(move || page.entry.with(|entry| entry?.id_conversion));
    let known = memo(move || page.entry.with(|entry| entry.is_some()));
    view! {
        {move || failed.get().map(|error| {
            view! { <ErrorState error on_retry=Callback::new(move |()| page.entry.refetch())/> }.into_any()
        })}
        <Show when=move || page.entry.skeleton()>
            <PanelSkeleton/>
        </Show>
        <Show when=move || known.get()>
            <p class="journal-message">{move || page.entry.with(|entry| entry.map(|one| one.message_erreur.clone()))}</p>
            <Acts/>
            {move || page.entry.get().map(|entry| view! { <Facts entry/> }.into_any())}
            {move || action.get().map(|id_conversion| view! {
                <section class="journal-story">
                    <h3>"Déroulement de l’action"</h3>
                    <ActionStory id_conversion/>
                </section>
            }.into_any())}
        </Show>
    }
}

/// The buttons. They stay when the entry changes, so that the pressed one keeps the focus.
#[component]
fn Acts() -> impl IntoView {
    let page = use_logs();
    let resolved = memo(move || page.entry.with(|entry| entry.is_some_and(|one| one.resolu)));
    let relaunchable = memo(move || relaunchable(page));
    let there = memo(move || relaunchable.get().is_some());
    focus::recover_when_gone(there, &[(PANEL_TITLE, 0)]);
    let prospect = memo(move || page.entry.with(|entry| entry?.id_prospect.as_ref().map(paths::prospect)));
    let press = move || {
        if let Some(id) = untrack(|| page.entry.with(|entry| entry.map(|one| one.id))) {
            page.resolution.start((vec![id], !resolved.get_untracked()));
        }
    };
    view! {
        <div class="journal-acts">
            {move || relaunchable.get().map(|id_conversion| view! { <Relaunch id_conversion/> }.into_any())}
            <Button kind=ButtonKind::Primary busy=page.resolution.busy on_press=press>
                {move || if resolved.get() { "Rouvrir" } else { "Marquer résolue" }}
            </Button>
            {move || prospect.get().map(|href| {
                view! { <LinkButton href icon=Icon::Prospects>"Fiche du prospect"</LinkButton> }.into_any()
            })}
        </div>
    }
}

/// Returns the action of the open entry, if it can be restarted.
fn relaunchable(page: LogsState) -> Option<IdAction> {
    page.entry.with(|entry| entry.filter(|one| one.relancable)?.id_conversion)
}
