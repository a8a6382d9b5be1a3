//! Who is logged in. The cookie is the browser's business: this only knows what the service says of it.

use common::auth::Utilisateur;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::drafts;
use super::invalidation::{Topic, invalidate};
use super::preferences::{Preferences, use_preferences};
use super::storage::{store, stored};
use crate::api::{self, ApiError};
use crate::paths;

/// Key that remembers that somebody logged in on this browser. It opens nothing: the cookie does.
const MARK: &str = "connecte";
const LOGGED_IN: &str = "oui";

/// What is known of the login.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Login {
    /// Not asked yet.
    Unknown,
    /// It could not be asked.
    Unreachable(ApiError),
    /// Nobody.
    Nobody,
    /// Somebody.
    User(Utilisateur),
    /// Nobody any more, under the page of somebody: it stays as it is until its person logs in again.
    Ended(Utilisateur),
}

impl Login {
    /// The person whose page it is.
    fn owner(&self) -> Option<&Utilisateur> {
        match self {
            Self::User(user) | Self::Ended(user) => Some(user),
            Self::Unknown | Self::Unreachable(_) | Self::Nobody => None,
        }
    }
}

/// The login, to read and to change.
#[derive(Clone, Copy)]
pub(crate) struct AuthSession {
    login: RwSignal<Login>,
    preferences: Preferences,
}

impl AuthSession {
    /// What is known (tracked).
    pub(crate) fn login(self) -> Login {
        self.login.get()
    }

    /// The person whose page it is, who may have to log in again (tracked).
    pub(crate) fn user(self) -> Option<Utilisateur> {
        self.login.with(|login| login.owner().cloned())
    }

    /// The person logged in (tracked).
    pub(crate) fn logged_in(self) -> Option<Utilisateur> {
        self.login.with(|login| if let Login::User(user) = login { Some(user.clone()) } else { None })
    }

    /// Whether the person of the page has to log in again (tracked).
    pub(crate) fn has_ended(self) -> bool {
        self.login.with(|login| matches!(login, Login::Ended(_)))
    }

    /// Asks the service who is logged in.
    pub(crate) fn check(self) {
        self.login.set(Login::Unknown);
        spawn_local(async move {
            self.login.set(match api::auth::me().await {
                Ok(Some(user)) => {
                    store(MARK, LOGGED_IN);
                    Login::User(user)
                }
                Ok(None) => Login::Nobody,
                Err(error) => Login::Unreachable(error),
            });
        });
    }

    /// Another tab logged in or out (the cookie is the same for all), or an admin changed what this person may do: this
    /// page follows, without a word.
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
                // It is asked with the next request.
                Err(_) => {}
            }
        });
    }

    /// Somebody has just logged in. The drafts of another person are given up; the person whose session had ended finds
    /// the page again, and its data is read again.
    pub(crate) fn entered(self, user: Utilisateur) {
        store(MARK, LOGGED_IN);
        let owner = self.login.with_untracked(|login| login.owner().map(|owner| owner.id_utilisateur));
        let same = owner == Some(user.id_utilisateur);
        let again = same && self.login.with_untracked(|login| matches!(login, Login::Ended(_)));
        if owner.is_some() && !same {
            drafts::give_up();
        }
        self.login.set(Login::User(user));
        if again {
            invalidate(&Topic::Everything);
        }
    }

    /// The session has ended without this tab: the page stays, so that nothing typed is lost.
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

    /// The person left: the page goes, and what was typed with it.
    pub(crate) fn left(self) {
        drafts::give_up();
        self.preferences.keep();
        if self.login.with_untracked(|login| *login != Login::Nobody) {
            store(MARK, "");
            self.login.set(Login::Nobody);
        }
    }
}

/// Makes the login available, and asks the service for it.
pub(super) fn provide() {
    let session = AuthSession { login: RwSignal::new(Login::Unknown), preferences: use_preferences() };
    api::on_refused(move |status| if status == 401 { session.ended() } else { session.follow() });
    let _ = window_event_listener(ev::storage, move |event| {
        if event.key().is_none_or(|key| key == MARK) {
            session.follow();
        }
    });
    // The pages outside have nothing to ask when nobody logged in here: the answer would be a 401, which browsers report
    // as an error. Any other page asks: the cookie may come from elsewhere.
    if location().pathname().is_ok_and(|path| paths::Page::at(&path).is_outside()) && stored(MARK).is_empty()
    {
        session.login.set(Login::Nobody);
    } else {
        session.check();
    }
    provide_context(session);
}

/// The login.
pub(crate) fn use_auth_session() -> AuthSession {
    expect_context()
}
