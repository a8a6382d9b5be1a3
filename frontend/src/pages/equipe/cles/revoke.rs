//! Dialog that revokes a key.

use common::CleApi;
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
        |cle: CleApi| async move { api::cles::revoke(cle.id).await.map(|()| cle.nom) },
        move |result: Result<String, ApiError>| match result {
            Ok(nom) => {
                let _ = open.try_set(false);
                toasts.push(Toast::info(["Clé «\u{a0}", &nom, "\u{a0}» révoquée"].concat()));
                invalidate(&Topic::Cles);
            }
            Err(error) => refused(&error),
        },
    );
    let confirm = move || {
        if let Some(cle) = page.which.get_untracked() {
            revoking.start(cle);
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
