//! The documents that the chosen formation asks of its candidates.

use leptos::prelude::*;

use super::phase::Conversion;
use crate::api;
use crate::pages::documents::document_list;
use crate::reactive::piece;
use crate::state::{Keep, Topic, query};

/// The list; nothing while no formation is chosen.
#[component]
pub(super) fn Documents(
    /// The dialog's state.
    conversion: Conversion,
) -> impl IntoView {
    let documents = query(
        Keep::Across,
        move || Some(conversion.formation.get()).filter(|code| !code.is_empty()),
        |_: &String, topic| matches!(topic, Topic::Catalogue),
        |code| async move { api::catalogue::documents(&code).await },
    );
    piece(move || {
        let list = match (documents.get(), documents.error()) {
            (_, Some(error)) => {
                return Some(
                    view! { <p class="callout callout-warning small">{error.message()}</p> }.into_any(),
                );
            }
            (None, None) => return None,
            (Some(list), None) => list,
        };
        let section = view! {
            <section class="convert-documents">
                <h3>"Documents requis"</h3>
                {document_list(list)}
            </section>
        };
        Some(section.into_any())
    })
}
