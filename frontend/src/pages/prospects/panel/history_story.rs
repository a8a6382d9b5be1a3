//! Section "Détail": the events of an action, loaded on request.

use common::Action;
use leptos::prelude::*;

use crate::parts::story::ActionStory;
use crate::reactive::{Memo, memo};
use crate::ui::{Icon, IconView, unique_id};

/// A button, and the events below it after a click.
#[component]
pub(super) fn StoryDetails(
    /// The action.
    action: Memo<Option<Action>>,
) -> impl IntoView {
    let id = memo(move || action.with(|action| action.as_ref().map(|action| action.id_conversion)));
    let open = RwSignal::new(false);
    let region = unique_id("detail");
    view! {
        <button
            type="button"
            class="disclosure"
            aria-expanded=move || open.get().to_string()
            aria-controls=region.clone()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            "Détail" <span class="sr-only">" de l’action n°\u{a0}" {move || id.get().map(|id| id.to_string())}</span>
            <IconView icon=Icon::ChevronDown/>
        </button>
        <div class="disclosed" id=region>
            {move || id.get().filter(|_| open.get()).map(|id| view! { <ActionStory id_conversion=id/> }.into_any())}
        </div>
    }
}
