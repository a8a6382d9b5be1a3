//! Pages of the prospects and of the day's work: list, panel of the open record, dialogs.

mod action_footer;
mod anonymise;
mod ask;
mod commands;
mod convert;
mod day;
mod delay;
mod filters;
mod follow;
mod formations_failure;
mod list;
mod lot;
mod new_button;
mod opening;
mod page_state;
mod panel;
mod person;
mod picking;
mod record_keys;
mod send;
mod shortcuts;
mod views;
mod walk;

use leptos::prelude::*;

use self::anonymise::AnonymiseRecord;
use self::commands::PageCommands;
use self::convert::ConvertDialog;
pub(crate) use self::day::JourneePage;
use self::filters::{FilterBar, FilterChips};
use self::list::List;
use self::lot::{LotDialog, PickedBar};
use self::opening::opening;
use self::page_state::{Dialog, PageState, Screen, use_page};
use self::panel::{ProspectPanel, TouchDialog};
use self::person::{EditDialog, NewDialog};
use self::send::{DossierDialog, EmailDialog};
use self::views::ViewBar;
use crate::parts::lazy::{self, Lazy, LazyOnce, part};
use crate::reactive::{Memo, Show, Signal, effect, memo};
use crate::state::commands::use_all_commands;
use crate::state::use_page_title;
use crate::state::views::use_views;

part!(fiche, panel, view! { <ProspectPanel/> });
part!(suivi, touch, view! { <TouchDialog/> });
part!(conversion, convert, view! { <ConvertDialog/> });
part!(envoi, send, view! { <DossierDialog/><EmailDialog/> });
part!(personne, person, view! { <EditDialog/><NewDialog/> });
part!(oubli, forget, view! { <AnonymiseRecord/> });
part!(groupe, together, view! { <PickedBar/><LotDialog/> });
part!(vues, view_bar, view! { <ViewBar/> });
part!(shell, offered, view! { <PageCommands/> });

/// Returns true when one of these dialogs is requested.
fn asked(page: PageState, mine: fn(Dialog) -> bool) -> Signal<bool> {
    Signal::derive(move || page.dialog.get().is_some_and(mine))
}

/// Loads the code of the panel when the rows are drawn, and that of its dialogs when it is open, each time when the
/// browser is idle: a row and a dialog then open without a download.
fn fetch_ahead(page: PageState, panel_open: Memo<bool>) {
    let listed = memo(move || page.list.with(|list| list.is_some()));
    let views = use_views();
    let reading = page.list.reading();
    effect(move || {
        if listed.get() || reading.has_failed() {
            lazy::when_idle(move || views.wanted.set(true));
        }
    });
    effect(move || {
        if listed.get() {
            lazy::fetch_when_idle(panel);
            panel::fetch_ahead();
        }
    });
    effect(move || {
        if panel_open.get() {
            panel::fetch();
            [convert, send, person].into_iter().for_each(lazy::fetch_when_idle);
        }
    });
}

/// The page of the prospects. Its whole state is in the URL, so that reload, back and a shared link restore it.
#[component]
pub(crate) fn ProspectsPage() -> impl IntoView {
    use_page_title("Prospects");
    screen(Screen::Prospects, bar)
}

/// Returns the filters and the views above the list. The room of the views is there before their code, so that the list
/// does not move when it comes. Filters without a view share their line with the button that saves them.
fn bar() -> AnyView {
    let (page, wanted) = (use_page(), use_views().wanted);
    let open = move || page.address.with(|state| state.vue.is_some());
    let filtered = move || page.address.with(|state| state.vue.is_none() && !state.filters.is_empty());
    view! {
        <FilterBar/>
        <div class="list-line" class:is-one=filtered>
            <FilterChips/>
            <div class="view-place" class:is-open=open>
                <Show when=wanted><Lazy part=view_bar/></Show>
            </div>
        </div>
    }
    .into_any()
}

/// Returns a page that shows this list: its bar, the list, the panel and the dialogs.
fn screen(of: Screen, bar: fn() -> AnyView) -> AnyView {
    let page = PageState::provide(of);
    shortcuts::install(page);
    let commands = use_all_commands();
    let panel_open = memo(move || page.open_id().is_some());
    fetch_ahead(page, panel_open);
    let picked = Signal::derive(move || page.picked.with(|picked| !picked.is_empty()));
    view! {
        <div class="split prospects" class:has-panel=move || panel_open.get()>
            <div class="page prospects-main">
                {bar()}
                <LazyOnce part=together wanted=picked/>
                <List/>
            </div>
            <Show when=move || panel_open.get()>
                <Lazy part=panel waiting=opening/>
            </Show>
        </div>
        <Show when=move || commands.are_asked()>
            <Lazy part=offered quiet=true/>
        </Show>
        <LazyOnce part=convert wanted=asked(page, |dialog| dialog == Dialog::Convert)/>
        <LazyOnce part=send wanted=asked(page, |dialog| matches!(dialog, Dialog::Dossier | Dialog::Email(_)))/>
        <LazyOnce part=person wanted=asked(page, |dialog| matches!(dialog, Dialog::Edit | Dialog::New))/>
        <LazyOnce part=forget wanted=asked(page, |dialog| dialog == Dialog::Anonymise)/>
        <LazyOnce part=touch wanted=asked(page, |dialog| matches!(dialog, Dialog::Touch(_)))/>
    }
    .into_any()
}
