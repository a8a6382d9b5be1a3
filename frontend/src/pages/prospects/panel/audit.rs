//! Section "Qui a vu ou changé": the audit log of the record, loaded on request.

use common::{EntreeAudit, IdProspect};
use leptos::prelude::*;

use super::section::Section;
use crate::api::{self, ApiError};
use crate::model::rgpd::trace;
use crate::pages::prospects::page_state::use_page;
use crate::parts::focus;
use crate::reactive::{Show, effect_after, memo, piece};
use crate::state::{Keep, Topic, query};
use crate::ui::{Button, ButtonKind, ErrorState, Icon, IconView, RelativeTime, Spinner, unique_id};

/// The entries of the loaded pages, newest first, and true when more exist.
type Trace = (Vec<EntreeAudit>, bool);

/// A button, and the audit log below it after a click. It closes when another record opens.
#[component]
pub(super) fn AuditSection() -> impl IntoView {
    let page = use_page();
    let (open, pages) = (RwSignal::new(false), RwSignal::new(1));
    let id = memo(move || page.open_id());
    effect_after(move |before: Option<Option<IdProspect>>| {
        let now = id.get();
        if before.is_some_and(|before| before != now) {
            open.set(false);
            pages.set(1);
        }
        now
    });
    let region = unique_id("audit");
    let shown = piece(move || open.get().then(|| view! { <Entries id pages/> }.into_any()));
    view! {
        <Section title="Traçabilité">
            <button
                type="button"
                class="disclosure"
                aria-expanded=move || open.get().to_string()
                aria-controls=region.clone()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                "Qui a vu ou changé" <IconView icon=Icon::ChevronDown/>
            </button>
            <div class="disclosed" id=region>{shown}</div>
        </Section>
    }
}

#[component]
fn Entries(id: Memo<Option<IdProspect>>, pages: RwSignal<i64>) -> impl IntoView {
    let all = query(
        Keep::Across,
        move || Some((id.get()?, pages.get())),
        |(id, _): &(IdProspect, i64), topic| matches!(topic, Topic::Prospect(other) if other == id),
        read,
    );
    let retry = Callback::new(move |()| all.refetch());
    let failure =
        piece(move || all.error().map(|error| view! { <ErrorState error on_retry=retry/> }.into_any()));
    let items = piece(move || {
        let entries = all.get().map(|(entries, _)| entries).unwrap_or_default();
        entries.into_iter().map(|one| view! { <Entry one/> }.into_any()).collect_view()
    });
    let more = memo(move || all.with(|all| all.is_some_and(|(_, more)| *more)));
    focus::recover_when_gone(more, &[(".panel-audit", 0)]);
    view! {
        <Show when=move || all.skeleton()><Spinner label="Chargement de la traçabilité"/></Show>
        {failure}
        <ol class="panel-history panel-audit" role="list" tabindex="-1" aria-label="Qui a vu ou changé cette fiche">{items}</ol>
        <Show when=more>
            <Button
                kind=ButtonKind::Ghost
                small=true
                busy=Signal::derive(move || all.pending())
                on_press=move || pages.update(|pages| *pages += 1)
            >
                "Voir plus"
            </Button>
        </Show>
    }
}

/// Loads this number of pages again, because new entries shift them all.
async fn read((id, pages): (IdProspect, i64)) -> Result<Trace, ApiError> {
    let (mut all, mut more) = (Vec::new(), true);
    for page in 1..=pages {
        let list = api::prospects::audit(&id, page).await?;
        more = page < list.pagination.total_pages;
        all.extend(list.data);
    }
    Ok((all, more))
}

#[component]
fn Entry(one: EntreeAudit) -> impl IntoView {
    view! {
        <li class="panel-history-item">
            <span>{trace(&one)}</span>
            <span class="small muted"><RelativeTime at=one.date/> " · " {one.auteur}</span>
        </li>
    }
}
