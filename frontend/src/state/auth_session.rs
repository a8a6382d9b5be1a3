//! Who is logged in. The cookie is the browser's business: this only knows what the service says of it.

use common::auth::Utilisateur;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

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
}

/// The login, to read and to change.
#[derive(Clone, Copy)]
pub(crate) struct AuthSession {
    login: RwSignal<Login>,
}

impl AuthSession {
    /// What is known (tracked).
    pub(crate) fn login(self) -> Login {
        self.login.get()
    }

    /// The person logged in, if any (tracked).
    pub(crate) fn user(self) -> Option<Utilisateur> {
        self.login.with(|login| if let Login::User(user) = login { Some(user.clone()) } else { None })
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
                    let now = Login::User(user);
                    if self.login.with_untracked(|login| *login != now) {
                        self.login.set(now);
                    }
                }
                Ok(None) => self.left(),
                // It is asked with the next request.
                Err(_) => {}
            }
        });
    }

    /// Somebody has just logged in.
    pub(crate) fn entered(self, user: Utilisateur) {
        store(MARK, LOGGED_IN);
        self.login.set(Login::User(user));
    }

    /// Nobody is logged in any more.
    pub(crate) fn left(self) {
        if self.login.with_untracked(|login| *login != Login::Nobody) {
            store(MARK, "");
            self.login.set(Login::Nobody);
        }
    }
}

/// Makes the login available, and asks the service for it.
pub(super) fn provide() {
    let session = AuthSession { login: RwSignal::new(Login::Unknown) };
    api::on_refused(move |status| if status == 401 { session.left() } else { session.follow() });
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
