//! Documents that the chosen formation requires.

use leptos::prelude::*;

use super::phase::Conversion;
use crate::api;
use crate::model::conversion::Field;
use crate::parts::documents::document_list;
use crate::reactive::{Signal, piece};
use crate::state::{Keep, Topic, query};
use crate::ui::LookupFailure;

/// The list; empty while no formation is chosen.
#[component]
pub(super) fn Documents(
    /// State of the dialog.
    conversion: Conversion,
) -> impl IntoView {
    let documents = query(
        Keep::Across,
        move || Some(conversion.line(Field::Formation).value.get()).filter(|code| !code.is_empty()),
        |_: &String, topic| matches!(topic, Topic::Catalogue),
        |code| api::catalogue::documents(&code),
    );
    let list = piece(move || {
        documents.get().map(|list| {
            view! {
                <h3>"Documents requis"</h3>
                {document_list(list)}
            }
            .into_any()
        })
    });
    view! {
        <section class="convert-documents">
            {list}
            <LookupFailure
                title="Documents illisibles"
                error=Signal::derive(move || documents.failure())
                on_retry=move || documents.refetch()
            />
        </section>
    }
}
