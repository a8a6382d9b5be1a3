//! State of the login. The browser keeps the cookie; this state reflects the service's answers.

use common::auth::Utilisateur;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::drafts;
use super::invalidation::{Topic, invalidate};
use super::preferences::{Preferences, use_preferences};
use super::proof::{Proofs, use_proofs};
use super::storage::{store, stored};
use super::toasts::{Toasts, use_toasts};
use crate::api::{self, ApiError};
use crate::paths;

/// Storage key that remembers a login in this browser. It gives no access; the cookie does.
const MARK: &str = "connecte";
const LOGGED_IN: &str = "oui";

/// The known state of the login.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Login {
    /// Not loaded yet.
    Unknown,
    /// Loading failed.
    Unreachable(ApiError),
    /// Nobody is logged in.
    Nobody,
    /// A person is logged in.
    User(Utilisateur),
    /// The session of the page's owner has ended: the page stays until that person logs in again.
    Ended(Utilisateur),
}

impl Login {
    /// Returns the owner of the page.
    fn owner(&self) -> Option<&Utilisateur> {
        match self {
            Self::User(user) | Self::Ended(user) => Some(user),
            Self::Unknown | Self::Unreachable(_) | Self::Nobody => None,
        }
    }
}

/// State of the login; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct AuthSession {
    login: RwSignal<Login>,
    preferences: Preferences,
    proofs: Proofs,
    toasts: Toasts,
}

impl AuthSession {
    /// Returns the state (tracked).
    pub(crate) fn login(self) -> Login {
        self.login.get()
    }

    /// Returns the owner of the page, who may have to log in again (tracked).
    pub(crate) fn user(self) -> Option<Utilisateur> {
        self.login.with(|login| login.owner().cloned())
    }

    /// Returns the logged-in person (tracked).
    pub(crate) fn logged_in(self) -> Option<Utilisateur> {
        self.login.with(|login| if let Login::User(user) = login { Some(user.clone()) } else { None })
    }

    /// Returns true when the owner of the page must log in again (tracked).
    pub(crate) fn has_ended(self) -> bool {
        self.login.with(|login| matches!(login, Login::Ended(_)))
    }

    /// Returns true when a person logged in with this browser and did not leave, so that the answer will be a person.
    pub(crate) fn is_expected() -> bool {
        !stored(MARK).is_empty()
    }

    /// Loads the logged-in person from the service.
    pub(crate) fn check(self) {
        self.login.set(Login::Unknown);
        spawn_local(async move {
            self.login.set(match api::auth::me().await {
                Ok(Some(user)) => {
                    store(MARK, LOGGED_IN);
                    Login::User(user)
                }
                Ok(None) => {
                    store(MARK, "");
                    Login::Nobody
                }
                Err(error) => Login::Unreachable(error),
            });
        });
    }

    /// Updates the login silently after a change elsewhere: another tab logged in or out (tabs share the cookie), or
    /// an admin changed the role.
    fn follow(self) {
        spawn_local(async move {
            match api::auth::me().await {
                Ok(Some(user)) => {
                    let known = Login::User(user.clone());
                    if self.login.with_untracked(|login| *login != known) {
                        self.entered(user);
                    }
                }
                Ok(None) => self.ended(),
                // The next request tries again.
                Err(_) => {}
            }
        });
    }

    /// Handles a login. Drafts, toasts and waiting requests of another person are dropped; the returning owner gets the
    /// page back with refreshed data.
    pub(crate) fn entered(self, user: Utilisateur) {
        store(MARK, LOGGED_IN);
        let owner = self.login.with_untracked(|login| login.owner().map(|owner| owner.id_utilisateur));
        let same = owner == Some(user.id_utilisateur);
        let again = same && self.login.with_untracked(|login| matches!(login, Login::Ended(_)));
        if owner.is_some() && !same {
            self.give_up();
        }
        self.login.set(Login::User(user));
        if again {
            invalidate(&Topic::Everything);
        }
    }

    /// Handles a session that ended elsewhere: the page stays, so that typed text is kept.
    pub(crate) fn ended(self) {
        let next = self.login.with_untracked(|login| match login {
            Login::User(user) => Some(Login::Ended(user.clone())),
            Login::Unknown | Login::Unreachable(_) => Some(Login::Nobody),
            Login::Nobody | Login::Ended(_) => None,
        });
        if let Some(next) = next {
            store(MARK, "");
            self.login.set(next);
        }
    }

    /// Handles a logout: the page, its drafts, its toasts and its waiting requests are dropped.
    pub(crate) fn left(self) {
        self.give_up();
        self.preferences.keep();
        if self.login.with_untracked(|login| *login != Login::Nobody) {
            store(MARK, "");
            self.login.set(Login::Nobody);
        }
    }

    /// Drops what only the person who leaves may read or send.
    fn give_up(self) {
        drafts::give_up();
        self.toasts.clear();
        invalidate(&Topic::Owner);
        self.proofs.give_up();
    }
}

/// Provides the login and loads it.
pub(super) fn provide() {
    let session = AuthSession {
        login: RwSignal::new(Login::Unknown),
        preferences: use_preferences(),
        proofs: use_proofs(),
        toasts: use_toasts(),
    };
    api::on_refused(move |status| if status == 401 { session.ended() } else { session.follow() });
    let _ = window_event_listener(ev::storage, move |event| {
        if event.key().is_none_or(|key| key == MARK) {
            session.follow();
        }
    });
    // Public pages do not ask when nobody logged in with this browser: the answer would be a 401, which browsers
    // report as an error. Other pages ask, because the cookie may exist anyway.
    if location().pathname().is_ok_and(|path| paths::Page::at(&path).is_outside()) && stored(MARK).is_empty()
    {
        session.login.set(Login::Nobody);
    } else {
        session.check();
    }
    provide_context(session);
}

/// Returns the login.
pub(crate) fn use_auth_session() -> AuthSession {
    expect_context()
}
