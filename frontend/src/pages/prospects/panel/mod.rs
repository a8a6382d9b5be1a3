//! Panel beside the list with one complete prospect.

mod actions;
mod candidate;
mod chronology;
mod chronology_entry;
mod contact;
mod documents;
mod email_menu;
mod follow;
mod follow_change;
mod gone;
mod header;
mod history_story;
mod lower;
mod notes;
mod pages;
mod personal;
mod request;
mod running;
mod section;
mod shared;
mod statut;
mod statut_change;
mod summary;
mod touch_dialog;
mod waiting;

use common::prospect::Prospect;
use leptos::prelude::*;

use self::candidate::CandidateSection;
use self::contact::ContactSection;
use self::follow::{FollowSection, coming};
use self::follow_change::Saving;
use self::gone::{Unknown, is_gone};
use self::header::PanelHeader;
use self::lower::LowerSections;
pub(super) use self::running::RunningAction;
use self::running::RunningSection;
use self::summary::SummarySection;
pub(super) use self::touch_dialog::TouchDialog;
use self::waiting::WaitingSection;
use super::page_state::{PageState, use_page};
use super::walk;
use crate::parts::asking::without_dialog;
use crate::parts::focus::{self, NO_FIELD, PANEL_TITLE};
use crate::parts::lazy::{self, Lazy, Part as Code, part};
use crate::reactive::{Memo, Show, Signal, memo};
use crate::ui::{ErrorState, Panel, PanelSkeleton};

part!(suivi, follow, view! { <FollowSection/> });
part!(suivi, saving, view! { <Saving/> });
part!(historique, lower, view! { <LowerSections/> });

/// The code that the panel shows a moment after its head: changes in place, and the lower sections.
const LATER: [fn() -> Code; 2] = [follow, lower];

/// Loads this code when the browser is idle.
pub(super) fn fetch_ahead() {
    LATER.into_iter().for_each(lazy::fetch_when_idle);
}

/// Loads this code now, beside that of the panel.
pub(super) fn fetch() {
    LATER.into_iter().for_each(lazy::fetch);
}

fn skeleton() -> AnyView {
    view! { <PanelSkeleton/> }.into_any()
}

/// A memo of a part of the open record, so that an unrelated change does not redraw the focused element. `None`
/// during loading.
type Part<T> = Memo<Option<T>>;

/// Creates a memo of a part of the open record.
fn part<T: PartialEq + Send + Sync + 'static>(page: PageState, look: fn(&Prospect) -> T) -> Part<T> {
    memo(move || page.prospect.with(|prospect| prospect.map(look)))
}

/// The panel. It stays while the person goes from record to record.
#[component]
pub(super) fn ProspectPanel() -> impl IntoView {
    let page = use_page();
    page.devis.set(Some(without_dialog()));
    page.reminder.set(Some(without_dialog()));
    walk::follow_the_list(page);
    let name = memo(move || page.name());
    let label = Signal::derive(move || name.get().unwrap_or_else(|| "Prospect".to_owned()));
    // The person opened the panel to read it, so it takes the focus, unless they already type elsewhere when its code
    // comes.
    focus::leave(NO_FIELD, vec![(PANEL_TITLE, 0)]);
    view! {
        <Panel label header=view! { <PanelHeader/> }.into_any()>
            <PanelBody/>
        </Panel>
        <Lazy part=saving quiet=true/>
    }
}

#[component]
fn PanelBody() -> impl IntoView {
    let page = use_page();
    let known = memo(move || page.prospect.with(|prospect| prospect.is_some()));
    let failed = memo(move || page.prospect.failure());
    let unknown = memo(move || page.prospect.error().is_some_and(|error| error.status() == Some(404)));
    let retry = Callback::new(move |()| page.prospect.refetch());
    let gone = is_gone(page);
    let broken = memo(move || failed.with(Option::is_some));
    focus::recover_when_gone(broken, &[(PANEL_TITLE, 0)]);
    view! {
        {move || failed.get().map(|error| if unknown.get() {
            view! { <Unknown/> }.into_any()
        } else {
            view! { <ErrorState error on_retry=retry/> }.into_any()
        })}
        <Show when=move || page.prospect.skeleton()>
            <PanelSkeleton/>
        </Show>
        <Show when=move || known.get()>
            <CandidateSection/>
            <WaitingSection/>
            <RunningSection/>
            <SummarySection/>
            <Show when=move || !gone.get()><ContactSection/></Show>
            <Show when=move || !gone.get()><Lazy part=follow waiting=coming/></Show>
            <Lazy part=lower waiting=skeleton/>
        </Show>
    }
}
