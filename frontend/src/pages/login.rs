//! Login page.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use crate::parts::login_form::LoginForm;
use crate::paths;
use crate::reactive::effect;
use crate::state::{use_auth_session, use_page_title};

/// The page. A person who is already logged in goes on to the requested page.
#[component]
pub(crate) fn LoginPage() -> impl IntoView {
    use_page_title("Connexion");
    let session = use_auth_session();
    let (navigate, query) = (use_navigate(), use_query_map());
    effect(move || {
        if session.logged_in().is_some() {
            let wish = query.with_untracked(|query| query.get("retour"));
            let target = paths::after_login(wish.as_deref());
            navigate(&target, NavigateOptions { replace: true, ..NavigateOptions::default() });
        }
    });
    let came_back = move || query.with(|query| query.get("retour")).is_some();
    view! {
        <main class="login" id="contenu">
            <div class="login-card">
                <div class="brand">
                    <span class="brand-mark" aria-hidden="true"></span>
                    <span class="brand-name">"Admissions"</span>
                </div>
                <h1 class="login-title">"Connexion"</h1>
                <p class="login-text">
                    {move || if came_back() {
                        "Connectez-vous pour revenir à la page demandée."
                    } else {
                        "Réservé aux équipes de l’école."
                    }}
                </p>
                <LoginForm/>
            </div>
        </main>
    }
}
