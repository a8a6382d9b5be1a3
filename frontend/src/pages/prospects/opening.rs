//! Panel of a record while its code loads, drawn from the row that the list knows.

use leptos::prelude::*;

use super::page_state::use_page;
use crate::model::format;
use crate::reactive::{memo, piece};
use crate::ui::{PanelSkeleton, PanelTitle, StatutBadge};

/// The panel.
pub(super) fn opening() -> AnyView {
    let page = use_page();
    let title = memo(move || page.title());
    let identity = piece(move || {
        page.resume().map(|row| {
            let known = [row.email, row.telephone.as_deref().map(format::phone)];
            let identity = format!("{} · {}", row.id_prospect, row.source.libelle());
            let contact = known.into_iter().flatten().collect::<Vec<_>>().join(" · ");
            view! {
                <p class="panel-identity">
                    <StatutBadge statut=row.statut_prospect/>
                    <span class="muted small ellipsis">{identity}</span>
                </p>
                <p class="muted small">{contact}</p>
            }
            .into_any()
        })
    });
    view! {
        <aside class="panel is-opening" aria-label=move || title.get() aria-busy="true">
            <header class="panel-head">
                <PanelTitle title on_close=move || page.close()/>
                {identity}
            </header>
            <div class="panel-body"><PanelSkeleton/></div>
        </aside>
    }
    .into_any()
}
