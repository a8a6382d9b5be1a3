//! Access to the shell: only ADMIN accounts get in. Others see the reason, or the login.

use common::{IdUtilisateur, Role};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::frame::Frame;
use super::login_again::LoginAgain;
use super::person_menu::use_logout;
use crate::api::ApiError;
use crate::parts::lazy::{Lazy, LazyOnce, part};
use crate::paths;
use crate::reactive::{Signal, effect, memo, piece};
use crate::state::auth_session::AuthSession;
use crate::state::{Login, use_auth_session, use_page_title};
use crate::ui::{Button, EmptyState, ErrorState, Icon, Spinner};

/// The state of access.
#[derive(Debug, Clone, Default, PartialEq)]
enum Gate {
    #[default]
    Waiting,
    Unreachable(ApiError),
    Nobody,
    Refused,
    /// The owner of the page, logged in or about to log in again. Another person gets a new page.
    In(IdUtilisateur),
}

/// Draws the place of the frame while the service tells who is logged in, as `index.html` does before the application
/// runs.
fn waiting() -> AnyView {
    let spinner = view! { <div class="door"><Spinner label="Chargement"/></div> }.into_any();
    if !AuthSession::is_expected() {
        return spinner;
    }
    view! {
        <div class="shell">
            <div class="rail">
                <div class="brand">
                    <span class="brand-mark"></span>
                    <span class="brand-name">"Admissions"</span>
                </div>
            </div>
            <div class="top"><span class="brand-name">"Admissions"</span></div>
            <main class="main">{spinner}</main>
        </div>
    }
    .into_any()
}

/// The shell around every page except the login.
#[component]
pub(crate) fn Shell(
    /// The page inside.
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let session = use_auth_session();
    let gate = memo(move || match session.login() {
        Login::Unknown => Gate::Waiting,
        Login::Unreachable(error) => Gate::Unreachable(error),
        Login::User(user) | Login::Ended(user) if user.role == Role::Admin => Gate::In(user.id_utilisateur),
        Login::User(_) => Gate::Refused,
        Login::Nobody | Login::Ended(_) => Gate::Nobody,
    });
    send_to_login(move || gate.get() == Gate::Nobody);
    piece(move || match gate.get() {
        Gate::Waiting | Gate::Nobody => waiting(),
        Gate::Unreachable(error) => {
            view! { <main class="door"><ErrorState error on_retry=move || session.check()/></main> }
                .into_any()
        }
        Gate::Refused => view! { <Lazy part=refused/> }.into_any(),
        Gate::In(_) => view! {
            <Frame>{children.with_value(|children| children())}</Frame>
            <LazyOnce part=login_again wanted=Signal::derive(move || session.has_ended())/>
        }
        .into_any(),
    })
}

/// Redirects to the login when nobody is logged in, and remembers the requested page.
fn send_to_login(nobody: impl Fn() -> bool + 'static) {
    let (navigate, location) = (use_navigate(), use_location());
    effect(move || {
        if nobody() {
            let (path, query) = (location.pathname.get_untracked(), location.search.get_untracked());
            let wish =
                if query.is_empty() { path } else { format!("{path}?{}", query.trim_start_matches('?')) };
            navigate(&paths::login(&wish), NavigateOptions { replace: true, ..NavigateOptions::default() });
        }
    });
}

part!(shell, refused, view! { <Refused/> });
part!(shell, login_again, view! { <LoginAgain/> });

#[component]
fn Refused() -> impl IntoView {
    use_page_title("Accès réservé");
    let logout = use_logout();
    view! {
        <main class="door">
            <EmptyState
                icon=Icon::Lock
                title="Accès réservé à l’administration"
                text="Votre compte n’ouvre pas cette application. Connectez-vous avec un compte de l’administration, ou demandez-lui l’accès."
            >
                <Button on_press=move || logout.start(()) busy=logout.busy>"Se déconnecter"</Button>
            </EmptyState>
        </main>
    }
}
