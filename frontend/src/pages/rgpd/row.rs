//! Row of a due prospect.

use common::IdProspect;
use common::rgpd::Echeance;
use leptos::prelude::*;

use super::page_state::{RgpdState, use_rgpd};
use crate::model::format;
use crate::parts::latch::latch;
use crate::paths;
use crate::ui::time::{format_exact, format_instant};

/// A row. The name links to the record; the checkbox selects it.
#[component]
pub(super) fn Row(
    /// Identifier of the prospect.
    id: IdProspect,
) -> impl IntoView {
    let page = use_rgpd();
    let due = {
        let id = id.clone();
        latch(move || find(page, &id))
    };
    let name = move || {
        due.with(|due| due.as_ref().map(|due| format::person(&due.prenom, &due.nom)).unwrap_or_default())
    };
    let label = move || ["Sélectionner\u{a0}: ", &name()].concat();
    let mine = id.clone();
    view! {
        <tr>
            <td class="due-check">{page.selected.row_box(mine, label)}</td>
            <th scope="row">
                <a class="row-link ellipsis" href=paths::prospect(&id) title=name>{name}</a>
                <span class="cell-sub">{id.to_string()}</span>
            </th>
            {move || due.get().map(|due| dates(&due))}
        </tr>
    }
}

fn find(page: RgpdState, id: &IdProspect) -> Option<Echeance> {
    page.list.with(|list| list?.data.iter().find(|due| due.id_prospect == *id).cloned())
}

fn dates(due: &Echeance) -> AnyView {
    let cell = |at, class: &'static str| {
        view! { <td class=class title=format_exact(at)>{format_instant(at)}</td> }
    };
    view! { {cell(&due.dernier_contact_entrant, "due-last")} {cell(&due.date_echeance, "due-since")} }
        .into_any()
}
