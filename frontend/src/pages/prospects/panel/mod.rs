//! The panel beside the list: one prospect, whole.

mod actions;
mod candidate;
mod contact;
mod header;
mod history;
mod history_item;
mod request;
mod running;
mod section;
mod summary;

use common::prospect::Prospect;
use leptos::prelude::*;

use self::actions::ActionsSection;
use self::candidate::CandidateSection;
use self::contact::ContactSection;
use self::header::PanelHeader;
pub(super) use self::header::name;
use self::history::HistorySection;
use self::request::{ExchangesSection, RequestSection};
pub(super) use self::running::RunningAction;
use self::running::RunningSection;
use self::summary::SummarySection;
use super::focus;
use super::page_state::{PageState, use_page};
use crate::ui::{ErrorState, Panel};

/// The title of the panel, which the page can focus.
const PANEL_TITLE: &str = ".panel h2";

/// A part of the open record that only changes when that part changes: what holds the focus is not drawn again for
/// something else. `None` while the record is read.
type Part<T> = Memo<Option<T>>;

/// Looks at a part of the open record.
fn part<T: PartialEq + Send + Sync + 'static>(page: PageState, look: fn(&Prospect) -> T) -> Part<T> {
    Memo::new(move |_| page.prospect.with(|prospect| prospect.map(look)))
}

/// The panel. It stays while one goes from record to record.
#[component]
pub(super) fn ProspectPanel() -> impl IntoView {
    let page = use_page();
    let name = Memo::new(move |_| name(page));
    let label = Signal::derive(move || name.get().unwrap_or_else(|| "Prospect".to_owned()));
    // The panel opens because somebody asked for that record: what comes next is read there.
    focus::move_later(PANEL_TITLE, 0);
    view! {
        <Panel label header=view! { <PanelHeader name/> }.into_any()>
            <PanelBody/>
        </Panel>
    }
}

#[component]
fn PanelBody() -> impl IntoView {
    let page = use_page();
    let known = Memo::new(move |_| page.prospect.with(|prospect| prospect.is_some()));
    let failed = Memo::new(move |_| page.prospect.failure());
    let retry = Callback::new(move |()| page.prospect.refetch());
    let broken = Memo::new(move |_| failed.with(Option::is_some));
    focus::recover_when_gone(broken, &[(PANEL_TITLE, 0)]);
    view! {
        {move || failed.get().map(|error| view! { <ErrorState error on_retry=retry/> })}
        <Show when=move || page.prospect.skeleton()>
            <div class="panel-skeleton" aria-hidden="true">
                <span class="skeleton"></span><span class="skeleton"></span><span class="skeleton"></span>
            </div>
        </Show>
        <Show when=move || known.get()>
            <CandidateSection/>
            <RunningSection/>
            <ContactSection/>
            <RequestSection/>
            <ExchangesSection/>
            <SummarySection/>
            <ActionsSection/>
            <HistorySection/>
        </Show>
    }
}
