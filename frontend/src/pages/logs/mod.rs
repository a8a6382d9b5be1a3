//! The error journal.

use leptos::prelude::*;

use crate::api;
use crate::model::format;
use crate::state::journal::use_journal;
use crate::state::{Keep, Topic, query, use_page_title};
use crate::ui::{EmptyState, ErrorState, Icon, Spinner};

/// The journal's page: what the service keeps of it.
#[component]
pub(crate) fn LogsPage() -> impl IntoView {
    use_page_title("Journal d’erreurs");
    let unresolved = query(
        Keep::SameKey,
        || Some(()),
        |(), topic| *topic == Topic::Notifications,
        |()| api::journal::unresolved(),
    );
    let journal = use_journal();
    Effect::new(move |_| {
        if let Some(answer) = unresolved.get() {
            journal.found(answer.is_some());
        }
    });
    let content = move || {
        if let Some(error) = unresolved.failure() {
            return view! { <ErrorState error on_retry=move || unresolved.refetch()/> }.into_any();
        }
        match unresolved.get() {
            None => unresolved.skeleton().then(|| view! { <Spinner label="Chargement du journal"/> }).into_any(),
            Some(None) => view! {
                <EmptyState
                    icon=Icon::Journal
                    title="Le journal arrive avec la prochaine version"
                    text="Ce service ne tient pas encore de journal. D’ici là, chaque échec est annoncé par une notification et expliqué dans la fiche du prospect."
                />
            }
            .into_any(),
            Some(Some(count)) => view! {
                <EmptyState
                    icon=Icon::Journal
                    title=format::count(count, "erreur non résolue", "erreurs non résolues")
                    text="Chaque échec d’une action est aussi expliqué dans la fiche de son prospect."
                />
            }
            .into_any(),
        }
    };
    view! { <div class="page page-center">{content}</div> }
}
