//! What the parts of the page share: the list, and whom the open dialog is about.

use common::Liste;
use common::compte::{ChangeUtilisateurRequest, Compte};
use leptos::prelude::*;

use crate::api::{self, ApiError};
use crate::model::url_state::PageOnly;
use crate::parts::address::Address;
use crate::parts::listing::Listing;
use crate::paths;
use crate::state::{
    Keep, Mutation, Query, Toast, Topic, invalidate, mutation, query, use_auth_session, use_toasts,
};

/// The page's state; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct EquipeState {
    url: Address<PageOnly>,
    /// The accounts.
    pub(super) list: Query<Liste<Compte>>,
    /// Whether somebody is being invited.
    pub(super) invite: RwSignal<bool>,
    /// Whether a new link is being made.
    pub(super) link: RwSignal<bool>,
    /// Whether a role is being changed.
    pub(super) role: RwSignal<bool>,
    /// Whether an account is being deactivated or reactivated.
    pub(super) activation: RwSignal<bool>,
    /// Whether a second factor is being removed.
    pub(super) factor: RwSignal<bool>,
    /// Whose link, role, account or second factor.
    whom: RwSignal<Option<Compte>>,
}

impl EquipeState {
    /// Makes the state of the page and gives it to all its parts.
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

    /// The list, as it is drawn.
    pub(super) fn listing(self) -> Listing {
        Listing::of(self.list, self.url, &[])
    }

    /// Opens a dialog about somebody.
    pub(super) fn ask(self, about: Compte, dialog: RwSignal<bool>) {
        self.whom.set(Some(about));
        dialog.set(true);
    }

    /// Whom the open dialog is about (tracked).
    pub(super) fn whom(self) -> Option<Compte> {
        self.whom.get()
    }

    /// "Léa Roux", whom the open dialog is about (tracked).
    pub(super) fn name(self) -> String {
        self.whom.with(|whom| whom.as_ref().map(name).unwrap_or_default())
    }

    /// Changes what that person may do; `told` says it afterwards, `failure` why not.
    pub(super) fn change(
        self,
        dialog: RwSignal<bool>,
        failure: RwSignal<Option<String>>,
        told: fn(&Compte) -> String,
    ) -> Mutation<ChangeUtilisateurRequest> {
        let toasts = use_toasts();
        mutation(
            move |request: ChangeUtilisateurRequest| {
                let id = self.whom.with_untracked(|whom| whom.as_ref().map(|one| one.id_utilisateur));
                async move { api::utilisateurs::change(id.unwrap_or_default(), &request).await }
            },
            move |result: Result<Compte, ApiError>| match result {
                Ok(compte) => {
                    let _ = dialog.try_set(false);
                    toasts.push(Toast::info(told(&compte)));
                    invalidate(&Topic::Utilisateurs);
                }
                Err(error) => {
                    // The page may be gone: nobody would see what its dialog says.
                    if failure.try_set(Some(error.message())).is_some() {
                        toasts.push(Toast::error(error.title()).message(error.message()));
                    }
                }
            },
        )
    }
}

/// "Léa Roux".
pub(super) fn name(compte: &Compte) -> String {
    [&compte.prenom, " ", &compte.nom].concat()
}

/// Whether an account is that of the person who looks at it (tracked).
pub(super) fn is_mine(compte: &Compte) -> bool {
    use_auth_session().user().is_some_and(|user| user.id_utilisateur == compte.id_utilisateur)
}

/// The state of the page that a part belongs to.
pub(super) fn use_equipe() -> EquipeState {
    expect_context()
}
