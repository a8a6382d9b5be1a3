//! Dialog that revokes a key.

use leptos::prelude::*;

use super::page_state::use_cles;
use crate::api::{self, ApiError};
use crate::parts::confirm::{Confirm, refusal};
use crate::reactive::Signal;
use crate::state::{Toast, Topic, invalidate, mutation, use_toasts};

/// The dialog.
#[component]
pub(super) fn RevokeDialog() -> impl IntoView {
    let (page, toasts) = (use_cles(), use_toasts());
    let (open, failure) = (page.revoke, RwSignal::new(None));
    let refused = refusal(failure);
    let name = move || page.which.with(|which| which.as_ref().map(|cle| cle.nom.clone()).unwrap_or_default());
    let revoking = mutation(
        |id: i64| api::cles::revoke(id),
        move |result: Result<(), ApiError>| match result {
            Ok(()) => {
                let _ = open.try_set(false);
                toasts.push(Toast::info(["Clé «\u{a0}", &untrack(name), "\u{a0}» révoquée"].concat()));
                invalidate(&Topic::Cles);
            }
            Err(error) => refused(&error),
        },
    );
    let confirm = move || {
        if let Some(id) = page.which.with_untracked(|which| which.as_ref().map(|cle| cle.id)) {
            revoking.start(id);
        }
    };
    view! {
        <Confirm
            open
            title=Signal::derive(move || ["Révoquer la clé «\u{a0}", &name(), "\u{a0}»\u{a0}?"].concat())
            act="Révoquer la clé"
            busy=revoking.busy
            failure
            on_confirm=confirm
        >
            <p>
                "Le programme qui s’en sert est refusé aussitôt, pour toujours. S’il doit continuer, donnez-lui d’abord une autre clé."
            </p>
        </Confirm>
    }
}
