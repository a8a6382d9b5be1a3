//! Documents that ended actions made for the person: quotes and links to the application form.

use common::{Action, Instant};
use leptos::prelude::*;

use super::chronology_entry::Made;
use super::section::Section;
use crate::model::action::{Product, documents};
use crate::reactive::{Show, each, memo};
use crate::state::Query;
use crate::ui::RelativeTime;

/// The documents, newest first; empty when there are none.
#[component]
pub(super) fn DocumentsSection(
    /// All actions of the open record.
    actions: Query<Vec<Action>>,
) -> impl IntoView {
    let made = memo(move || actions.with(|all| all.map(|all| documents(all)).unwrap_or_default()));
    view! {
        <Show when=move || made.with(|made| !made.is_empty())>
            <Section title="Documents">
                <ul class="panel-documents" role="list">{each(move || made.get(), key, item)}</ul>
            </Section>
        </Show>
    }
}

fn key((made, at): &(Product, Instant)) -> String {
    let name = made.lien.as_deref().or(made.numero.as_deref());
    [name.unwrap_or(made.libelle), at.as_str()].join(" ")
}

fn item((made, at): (Product, Instant)) -> AnyView {
    view! {
        <li class="panel-document">
            <Made made/> <span class="small muted"><RelativeTime at/></span>
        </li>
    }
    .into_any()
}
