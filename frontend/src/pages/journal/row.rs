//! Row of an entry.

use common::JournalErreur;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::page_state::{LogsState, href, use_logs};
use super::severity::{ResolutionBadge, SeverityBadge};
use crate::model::journal::workflow_name;
use crate::parts::latch::latch;
use crate::parts::rows::is_on_control;
use crate::reactive::{Memo, memo};
use crate::ui::RelativeTime;

/// The row of an entry. Its message is the link that opens it; a click anywhere on the row follows it. The row keeps
/// its element and checkbox while the entry is listed.
#[component]
pub(super) fn Row(
    /// Identifier of the entry.
    id: i64,
) -> impl IntoView {
    let page = use_logs();
    let entry = latch(move || find(page, id));
    let open = memo(move || page.open_id() == Some(id));
    let label = move || {
        let message = entry.with(|entry| entry.as_ref().map(|one| one.message_erreur.clone()));
        ["Sélectionner\u{a0}: ", &message.unwrap_or_default()].concat()
    };
    let on_click = move |event: MouseEvent| {
        if !is_on_control(&event) {
            page.open(id);
        }
    };
    view! {
        <tr class="row-open" class:is-open=move || open.get() on:click=on_click>
            <td class="journal-check">{page.selected.row_box(id, label)}</td>
            {move || entry.get().map(|entry| view! { <Cells entry open/> }.into_any())}
        </tr>
    }
}

fn find(page: LogsState, id: i64) -> Option<JournalErreur> {
    page.list.with(|list| list?.data.iter().find(|row| row.id == id).cloned())
}

#[component]
fn Cells(entry: JournalErreur, open: Memo<bool>) -> impl IntoView {
    let page = use_logs();
    let id = entry.id;
    let address = move || href(&page.address.get().opening(Some(id)));
    let workflow = workflow_name(&entry.nom_workflow).to_owned();
    let node = entry.nom_noeud.unwrap_or_default();
    let message = entry.message_erreur;
    let by = entry.resolu_par.map(|name| ["par ", &name].concat());
    let resolved = entry.date_resolution.filter(|_| entry.resolu);
    view! {
        <td class="journal-severity"><SeverityBadge severite=entry.severite/></td>
        <td class="journal-date"><RelativeTime at=entry.date_erreur/></td>
        <td class="journal-workflow">
            <span class="ellipsis" title=workflow.clone()>{workflow.clone()}</span>
            <span class="cell-sub ellipsis" title=node.clone()>{node.clone()}</span>
        </td>
        <th scope="row" class="journal-message">
            <a
                class="row-link ellipsis"
                href=address
                data-noscroll
                title=message.clone()
                aria-current=move || open.get().then_some("true")
            >
                {message.clone()}
            </a>
            <span class="cell-sub journal-origin ellipsis">
                {entry.nom_prospect.map(|name| view! { <span class="log-who">{name}</span> }.into_any())}
                <span class="log-from">{workflow}</span>
            </span>
        </th>
        <td class="journal-state">
            <ResolutionBadge resolu=entry.resolu/>
            {resolved.map(|at| view! {
                <span class="cell-sub ellipsis" title=by.clone()>{by.clone()} " " <RelativeTime at/></span>
            }.into_any())}
        </td>
    }
}
