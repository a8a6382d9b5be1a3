//! The documents that a formation asks of its candidates.

use common::catalogue::DocumentRequis;
use leptos::prelude::*;

/// The list, those that may be missing marked as such.
pub(crate) fn document_list(all: Vec<DocumentRequis>) -> AnyView {
    let item = |document: DocumentRequis| {
        let optional =
            (!document.obligatoire).then(|| view! { <span class="muted">" (facultatif)"</span> }.into_any());
        view! { <li>{document.libelle}{optional}</li> }.into_any()
    };
    view! { <ul>{all.into_iter().map(item).collect_view()}</ul> }.into_any()
}
