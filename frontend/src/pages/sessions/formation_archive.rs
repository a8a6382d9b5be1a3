//! Dialog that archives a formation, or takes it back.

use common::catalogue::Formation;
use common::catalogue_requests::ChangeFormationRequest;
use leptos::prelude::*;

use super::page_state::{use_sessions, when_done};
use crate::api::{self, ApiError};
use crate::parts::confirm::{Confirm, refusal};
use crate::reactive::{Signal, memo};
use crate::state::mutation;

/// The dialog.
#[component]
pub(super) fn ArchiveDialog() -> impl IntoView {
    let page = use_sessions();
    let (open, failure) = (page.archiving, RwSignal::new(None));
    let refused = refusal(failure);
    let active = memo(move || page.formation.with(|one| one.as_ref().is_some_and(|one| one.active)));
    let done = when_done(open);
    let archiving = mutation(set_active, move |result: Result<Formation, ApiError>| match result {
        Ok(formation) => {
            done(if formation.active { "Formation reprise" } else { "Formation archivée" }, formation.nom);
        }
        Err(error) => refused(&error),
    });
    let act = move || if active.get() { "Archiver la formation" } else { "Reprendre la formation" };
    let title = Signal::derive(move || {
        let name = page.formation.with(|one| one.as_ref().map(|one| one.nom.clone())).unwrap_or_default();
        [if active.get() { "Archiver " } else { "Reprendre " }, &name, "\u{a0}?"].concat()
    });
    let confirm = move || {
        if let Some(one) = page.formation.get_untracked() {
            archiving.start((one.code, !one.active));
        }
    };
    let text = move || {
        if active.get() {
            "Elle n’est plus proposée et ne prend plus de candidats. Ses sessions, ses documents et ses candidats restent."
        } else {
            "Elle est de nouveau proposée, avec ses sessions et ses documents."
        }
    };
    view! {
        <Confirm
            open
            title
            act=Signal::derive(move || act().to_owned())
            busy=archiving.busy
            failure
            on_confirm=confirm
        >
            <p>{text}</p>
        </Confirm>
    }
}

/// Archives the formation as it is now, or takes it back: the dialog shows only its name.
async fn set_active((code, active): (String, bool)) -> Result<Formation, ApiError> {
    let (_, version) = api::catalogue::formation(&code).await?;
    let request = ChangeFormationRequest { active: Some(active), ..ChangeFormationRequest::default() };
    api::catalogue::change_formation(&code, &request, &version).await
}
