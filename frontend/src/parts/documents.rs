//! Documents that a formation requires of its candidates.

use common::catalogue::DocumentRequis;
use leptos::prelude::*;

/// Renders the list; optional documents are marked.
pub(crate) fn document_list(all: Vec<DocumentRequis>) -> AnyView {
    let item = |document: DocumentRequis| {
        let optional =
            (!document.obligatoire).then(|| view! { <span class="muted">" (facultatif)"</span> }.into_any());
        view! { <li>{document.libelle}{optional}</li> }.into_any()
    };
    view! { <ul>{all.into_iter().map(item).collect_view()}</ul> }.into_any()
}
