//! Page of sessions and formations: two lists, and the dialogs that create, change, copy, cancel and archive.

mod documents;
mod formation;
mod formation_archive;
mod formations;
mod list;
mod page_state;
mod row;
mod session;
mod session_cancel;
mod session_copy;
mod waiting;

use leptos::prelude::*;

use self::documents::DocumentsDialog;
use self::formation::FormationDialog;
use self::formation_archive::ArchiveDialog;
use self::formations::Formations;
use self::list::Sessions;
use self::page_state::SessionsState;
use self::session::SessionDialog;
use self::session_cancel::CancelDialog;
use self::session_copy::CopyDialog;
use self::waiting::WaitingDialog;
use crate::parts::lazy::{LazyOnce, fetch_when_idle, part};
use crate::reactive::Signal;
use crate::state::{Command, use_commands, use_page_title};
use crate::ui::Icon;

part!(catalogue, dialogs, view! { <Dialogs/> });

/// The page.
#[component]
pub(crate) fn SessionsPage() -> impl IntoView {
    use_page_title("Sessions");
    let page = SessionsState::provide();
    fetch_when_idle(dialogs);
    use_commands(move || {
        vec![
            Command::new("Créer une session", Icon::Calendar, move || {
                page.about_session(None, page.editing);
            }),
            Command::new("Créer une formation", Icon::Plus, move || {
                page.about_formation(None, page.describing);
            }),
        ]
    });
    view! {
        <div class="page page-scroll">
            <Sessions/>
            <Formations/>
        </div>
        <WaitingDialog/>
        <LazyOnce part=dialogs wanted=Signal::derive(move || page.has_dialog())/>
    }
}

/// The dialogs of the page, which come after it.
#[component]
fn Dialogs() -> impl IntoView {
    view! {
        <SessionDialog/>
        <CopyDialog/>
        <CancelDialog/>
        <FormationDialog/>
        <DocumentsDialog/>
        <ArchiveDialog/>
    }
}
