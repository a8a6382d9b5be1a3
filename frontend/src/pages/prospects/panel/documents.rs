//! Documents that ended actions made for the person: quotes and links to the application form.

use common::Action;
use leptos::prelude::*;

use super::chronology_entry::Made;
use super::section::Section;
use crate::model::action::documents;
use crate::reactive::{memo, piece};
use crate::state::Query;
use crate::ui::RelativeTime;

/// The documents, newest first; empty when there are none.
#[component]
pub(super) fn DocumentsSection(
    /// All actions of the open record.
    actions: Query<Vec<Action>>,
) -> impl IntoView {
    let made = memo(move || actions.with(|all| all.map(|all| documents(all)).unwrap_or_default()));
    piece(move || {
        let made = made.get();
        (!made.is_empty()).then(|| {
            let items = made.into_iter().map(|(made, at)| {
                view! {
                    <li class="panel-document">
                        <Made made/> <span class="small muted"><RelativeTime at/></span>
                    </li>
                }
                .into_any()
            });
            let items = items.collect_view();
            view! {
                <Section title="Documents"><ul class="panel-documents" role="list">{items}</ul></Section>
            }
            .into_any()
        })
    })
}
