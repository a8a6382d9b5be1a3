//! Shared state of the team page: the list, and the account of the open dialog.

use common::compte::{ChangeUtilisateurRequest, Compte};
use common::{IdUtilisateur, Liste};
use leptos::prelude::*;

use crate::api::{self, ApiError};
use crate::model::format;
use crate::model::url_state::PageOnly;
use crate::parts::address::Address;
use crate::parts::confirm::refusal;
use crate::parts::listing::Listing;
use crate::paths;
use crate::state::{
    Keep, Mutation, Query, Toast, Topic, invalidate, mutation, query, use_auth_session, use_toasts,
};

/// State of the page; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct EquipeState {
    url: Address<PageOnly>,
    /// The accounts.
    pub(super) list: Query<Liste<Compte>>,
    /// True while the invitation dialog is open.
    pub(super) invite: RwSignal<bool>,
    /// True while the link dialog is open.
    pub(super) link: RwSignal<bool>,
    /// True while the role dialog is open.
    pub(super) role: RwSignal<bool>,
    /// True while the (de)activation dialog is open.
    pub(super) activation: RwSignal<bool>,
    /// True while the second factor dialog is open.
    pub(super) factor: RwSignal<bool>,
    /// Account of the open dialog.
    whom: RwSignal<Option<Compte>>,
}

impl EquipeState {
    /// Creates the state and provides it to the page.
    pub(super) fn provide() -> Self {
        let url: Address<PageOnly> = Address::at(paths::EQUIPE);
        let list = query(
            Keep::Across,
            move || Some(url.now.get().0),
            |_, topic| *topic == Topic::Utilisateurs,
            api::utilisateurs::list,
        );
        let closed = || RwSignal::new(false);
        let (invite, link, role, activation) = (closed(), closed(), closed(), closed());
        let factor = closed();
        let state = Self { url, list, invite, link, role, activation, factor, whom: RwSignal::new(None) };
        provide_context(state);
        state
    }

    /// Returns the state of the list for its table.
    pub(super) fn listing(self) -> Listing {
        Listing::of(self.list, self.url, &[])
    }

    /// Opens a dialog about an account.
    pub(super) fn ask(self, about: Compte, dialog: RwSignal<bool>) {
        self.whom.set(Some(about));
        dialog.set(true);
    }

    /// Returns the account of the open dialog (tracked).
    pub(super) fn whom(self) -> Option<Compte> {
        self.whom.get()
    }

    /// Returns the name of the open dialog's account, such as "Léa Roux" (tracked).
    pub(super) fn name(self) -> String {
        self.whom.with(|whom| whom.as_ref().map(name).unwrap_or_default())
    }
}

/// Changes the account; shows the toast `told` on success, or sets `failure`.
pub(super) fn change(
    dialog: RwSignal<bool>,
    failure: RwSignal<Option<String>>,
    told: fn(&Compte) -> String,
) -> Mutation<(IdUtilisateur, ChangeUtilisateurRequest)> {
    let (toasts, refused) = (use_toasts(), refusal(failure));
    mutation(
        |(id, request): (IdUtilisateur, ChangeUtilisateurRequest)| async move {
            api::utilisateurs::change(id, &request).await
        },
        move |result: Result<Compte, ApiError>| match result {
            Ok(compte) => {
                let _ = dialog.try_set(false);
                toasts.push(Toast::info(told(&compte)));
                invalidate(&Topic::Utilisateurs);
            }
            Err(error) => refused(&error),
        },
    )
}

/// Returns the full name, such as "Léa Roux".
pub(super) fn name(compte: &Compte) -> String {
    format::person(&compte.prenom, &compte.nom)
}

/// Returns true for the account of the logged-in person (tracked).
pub(super) fn is_mine(compte: &Compte) -> bool {
    use_auth_session().user().is_some_and(|user| user.id_utilisateur == compte.id_utilisateur)
}

/// Returns the state of the surrounding page.
pub(super) fn use_equipe() -> EquipeState {
    expect_context()
}
