//! Dialog that removes the second factor of a person who lost it.

use leptos::prelude::*;

use super::page_state::use_equipe;
use crate::api::{self, ApiError};
use crate::parts::confirm::{Confirm, refusal};
use crate::reactive::Signal;
use crate::state::{Toast, Topic, invalidate, mutation, use_toasts};

/// The dialog.
#[component]
pub(super) fn FactorDialog() -> impl IntoView {
    let (page, toasts) = (use_equipe(), use_toasts());
    let (open, failure) = (page.factor, RwSignal::new(None));
    let refused = refusal(failure);
    let removing = mutation(api::securite::reset, move |result: Result<(), ApiError>| match result {
        Ok(()) => {
            let _ = open.try_set(false);
            toasts.push(Toast::info("Double authentification retirée"));
            invalidate(&Topic::Utilisateurs);
        }
        Err(error) => refused(&error),
    });
    let confirm = move || {
        if let Some(one) = untrack(|| page.whom()) {
            removing.start(one.id_utilisateur);
        }
    };
    view! {
        <Confirm
            open
            title=Signal::derive(move || ["Retirer la double authentification de ", &page.name(), "\u{a0}?"].concat())
            act="Retirer"
            busy=removing.busy
            failure
            on_confirm=confirm
        >
            <p>
                "Pour une personne qui n’a plus ni son téléphone ni ses codes de secours. Elle est déconnectée partout, et se \
                 reconnecte avec son seul mot de passe."
            </p>
        </Confirm>
    }
}
