//! Page "Santé": verdict, workflows of n8n, service with its live stream.

mod direct;
mod facts;
mod looks;
mod page_state;
mod service;
mod verdict;
mod workflow;

use common::TypeAction;
use leptos::prelude::*;

use self::page_state::SanteState;
use self::service::Service;
use self::verdict::Verdict;
use self::workflow::Workflow;
use crate::reactive::{Show, Signal, memo, piece};
use crate::state::{Command, use_commands, use_page_title};
use crate::ui::{ErrorState, Icon, PanelSkeleton, StaleBanner};

/// The page. It refreshes itself while it is visible.
#[component]
pub(crate) fn SantePage() -> impl IntoView {
    use_page_title("Santé");
    let page = SanteState::provide();
    let test_all = page.ping(None);
    use_commands(move || {
        vec![Command::new("Tester les quatre workflows", Icon::Pulse, move || test_all.start(()))]
    });
    let retry = Callback::new(move |()| page.refetch());
    let failure = piece(move || {
        page.sante.failure().map(|error| view! { <ErrorState error on_retry=retry/> }.into_any())
    });
    let stale = Signal::derive(move || page.sante.stale_failure().or_else(|| page.flux.stale_failure()));
    let known = memo(move || page.sante.with(|sante| sante.is_some()));
    let workflows =
        || TypeAction::ALL.iter().map(|one| view! { <Workflow type_action=*one/> }.into_any()).collect_view();
    view! {
        <div class="page page-scroll">
            <StaleBanner error=stale on_retry=retry/>
            {failure}
            <Show when=move || page.sante.skeleton()><PanelSkeleton/></Show>
            <Show when=known>
                <Verdict test_all/>
                <section class="sante-part" aria-labelledby="workflows">
                    <h2 id="workflows">"Workflows de n8n"</h2>
                    <ul class="sante-workflows" role="list">{workflows()}</ul>
                </section>
                <Service/>
            </Show>
        </div>
    }
}
