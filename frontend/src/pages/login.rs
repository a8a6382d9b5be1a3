//! The login.

use common::auth::{LoginRequest, Utilisateur};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use crate::api::{self, ApiError};
use crate::paths;
use crate::reactive::{effect, piece};
use crate::state::{Login, mutation, use_auth_session, use_page_title};
use crate::ui::{Icon, IconView, SubmitButton, TextField, TextKind};

/// What the form holds, and what is wrong with it.
#[derive(Clone, Copy)]
struct LoginForm {
    email: RwSignal<String>,
    password: RwSignal<String>,
    email_error: RwSignal<Option<String>>,
    password_error: RwSignal<Option<String>>,
    failure: RwSignal<Option<String>>,
}

impl LoginForm {
    fn new() -> Self {
        Self {
            email: RwSignal::new(String::new()),
            password: RwSignal::new(String::new()),
            email_error: RwSignal::new(None),
            password_error: RwSignal::new(None),
            failure: RwSignal::new(None),
        }
    }

    /// The request, unless a field is empty; the service judges the rest.
    fn request(self) -> Option<LoginRequest> {
        let (email, password) = (self.email.get_untracked().trim().to_owned(), self.password.get_untracked());
        let missing = |empty: bool, text: &str| empty.then(|| text.to_owned());
        self.email_error.set(missing(email.is_empty(), "Saisissez votre adresse e-mail."));
        self.password_error.set(missing(password.is_empty(), "Saisissez votre mot de passe."));
        self.failure.set(None);
        (!email.is_empty() && !password.is_empty()).then_some(LoginRequest {
            email,
            mot_de_passe: password,
            code: None,
        })
    }

    fn refused(self, error: &ApiError) {
        let (email, password) = (error.field("email"), error.field("motDePasse"));
        let beside_a_field = email.is_some() || password.is_some();
        let _ = self.email_error.try_set(email);
        let _ = self.password_error.try_set(password);
        if !beside_a_field {
            let _ = self.failure.try_set(Some(error.message()));
        }
    }
}

/// The login page. Who is logged in already goes on to the wished page.
#[component]
pub(crate) fn LoginPage() -> impl IntoView {
    use_page_title("Connexion");
    let session = use_auth_session();
    let (navigate, query) = (use_navigate(), use_query_map());
    effect(move || {
        if matches!(session.login(), Login::User(_)) {
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
                <Form/>
            </div>
        </main>
    }
}

#[component]
fn Form() -> impl IntoView {
    let session = use_auth_session();
    let form = LoginForm::new();
    let login = mutation(
        |request: LoginRequest| async move { api::auth::login(&request).await },
        move |result: Result<Utilisateur, ApiError>| match result {
            Ok(user) => session.entered(user),
            Err(error) => form.refused(&error),
        },
    );
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if let Some(request) = form.request() {
            login.start(request);
        }
    };
    let failure = piece(move || {
        form.failure.get().map(|text| {
            view! {
                <div class="callout callout-danger">
                    <IconView icon=Icon::ErrorCircle/>
                    <p class="callout-text">{text}</p>
                </div>
            }
            .into_any()
        })
    });
    view! {
        <form class="stack" novalidate on:submit=submit>
            <div role="alert">{failure}</div>
            <TextField
                label="Adresse e-mail"
                value=form.email
                kind=TextKind::Email
                error=form.email_error
                autocomplete="username"
                required=true
                autofocus=true
            />
            <TextField
                label="Mot de passe"
                value=form.password
                kind=TextKind::Password
                error=form.password_error
                autocomplete="current-password"
                required=true
            />
            <SubmitButton busy=login.busy>"Se connecter"</SubmitButton>
        </form>
    }
}
