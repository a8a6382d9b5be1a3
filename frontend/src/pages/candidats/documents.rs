//! Documents that the formation requires of the candidate.

use leptos::prelude::*;

use crate::api;
use crate::parts::documents::document_list;
use crate::reactive::piece;
use crate::state::{Keep, Topic, query};
use crate::ui::LookupFailure;

/// The list of documents.
#[component]
pub(super) fn Documents(
    /// Code of the formation.
    formation: String,
) -> impl IntoView {
    let documents = query(
        Keep::SameKey,
        move || Some(formation.clone()),
        |_: &String, topic| matches!(topic, Topic::Catalogue),
        |code| api::catalogue::documents(&code),
    );
    let content = piece(move || {
        let Some(list) = documents.get() else { return ().into_any() };
        if list.is_empty() {
            return view! { <p class="muted">"Aucun document n’est demandé."</p> }.into_any();
        }
        document_list(list)
    });
    view! {
        <section class="sheet-documents">
            <h2>"Documents requis"</h2>
            {content}
            <LookupFailure
                title="Documents illisibles"
                error=Signal::derive(move || documents.failure())
                on_retry=move || documents.refetch()
            />
        </section>
    }
}
