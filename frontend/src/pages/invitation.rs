//! Page where an invited person chooses a password.

use common::compte::AcceptInvitationRequest;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use crate::api::{self, ApiError};
use crate::model::password;
use crate::parts::focus;
use crate::parts::form::Form;
use crate::parts::form_parts::{FormFailure, Password, PasswordField};
use crate::paths;
use crate::reactive::{effect, piece};
use crate::state::{Keep, Login, Toast, mutation, query, use_auth_session, use_page_title, use_toasts};
use crate::ui::{Icon, IconView, LinkButton, Spinner, SubmitButton};

/// The state of the link.
#[derive(Debug, Clone, PartialEq)]
enum Link {
    /// The URL has no token.
    Missing,
    /// The token, which the service is checking.
    Asked(String),
    /// The token, which the service accepts.
    Token(String),
    /// The service refused the token.
    Refused,
}

/// The page.
#[component]
pub(crate) fn InvitationPage() -> impl IntoView {
    use_page_title("Choisir un mot de passe");
    let link = RwSignal::new(Link::Missing);
    take_token(link);
    let content = piece(move || match link.get() {
        Link::Asked(_) => view! { <Spinner label="Vérification du lien"/> }.into_any(),
        Link::Token(token) => view! { <PasswordForm token link/> }.into_any(),
        Link::Missing => no_way(
            "Ouvrez le lien que vous avez reçu",
            "Cette page s’ouvre par un lien d’invitation. Pour votre sécurité il ne reste pas dans la barre d’adresse\u{a0}: \
             si vous avez rechargé la page, ouvrez-le de nouveau.",
        ),
        Link::Refused => {
            // No element has the focus: the form, if it was shown, disappeared with its button.
            focus::move_later(".login-title", 0);
            no_way(
                "Ce lien ne sert plus",
                "Il a déjà servi, un plus récent l’a remplacé, ou il a plus de sept jours. Si vous avez déjà choisi un mot de \
                 passe, connectez-vous\u{a0}; sinon, demandez un nouveau lien à l’administration de l’école.",
            )
        }
    });
    view! {
        <main class="login" id="contenu">
            <div class="login-card">
                <div class="brand">
                    <span class="brand-mark" aria-hidden="true"></span>
                    <span class="brand-name">"Admissions"</span>
                </div>
                {content}
            </div>
        </main>
    }
}

/// Removes the token from the URL, so that neither the browser's history nor a shared screen shows it, and checks it
/// with the service. When the service is unreachable, the form is shown and its response reports the problem.
fn take_token(link: RwSignal<Link>) {
    let (hash, navigate) = (use_location().hash, use_navigate());
    let asked = move || match link.get() {
        Link::Asked(token) => Some(token),
        _ => None,
    };
    let checked = query(
        Keep::SameKey,
        asked,
        |_, _| false,
        |token| async move {
            let refused =
                api::auth::check_invitation(&token).await.is_err_and(|error| error.status() == Some(404));
            Ok(if refused { Link::Refused } else { Link::Token(token) })
        },
    );
    effect(move || {
        if let Some(now) = checked.get() {
            link.set(now);
        }
    });
    effect(move || {
        let token = hash.with(|hash| hash.trim_start_matches('#').to_owned());
        if !token.is_empty() {
            link.set(Link::Asked(token));
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate(paths::INVITATION, options);
        }
    });
}

fn no_way(title: &'static str, text: &'static str) -> AnyView {
    view! {
        <h1 class="login-title" tabindex="-1">{title}</h1>
        <p class="login-text">{text}</p>
        <LinkButton href=paths::LOGIN>"Se connecter"</LinkButton>
    }
    .into_any()
}

/// Warns a logged-in person: the link may belong to another person, and using it ends the session.
#[component]
fn LoggedInAs() -> impl IntoView {
    let session = use_auth_session();
    piece(move || {
        session.logged_in().map(|user| {
            view! {
                <p class="callout callout-warning">
                    <IconView icon=Icon::Warning/>
                    <span class="callout-text">
                        "Vous êtes connecté comme " {user.nom_complet()} "\u{a0}: ce lien est peut-être pour une autre personne. \
                         Une fois le mot de passe enregistré, vous serez déconnecté."
                    </span>
                </p>
            }
            .into_any()
        })
    })
}

#[component]
fn PasswordForm(token: String, link: RwSignal<Link>) -> impl IntoView {
    let (session, toasts, navigate) = (use_auth_session(), use_toasts(), use_navigate());
    let form = Form::new(["motDePasse"]);
    let [typed] = form.lines;
    let choosing = mutation(
        move |request: AcceptInvitationRequest| async move {
            api::auth::accept_invitation(&request).await?;
            // Log out a person who was logged in, so that the new password is used next. The cookie may already be
            // gone.
            if matches!(untrack(|| session.login()), Login::User(_)) {
                let _ = api::auth::logout().await;
            }
            Ok(())
        },
        move |result: Result<(), ApiError>| match result {
            Ok(()) => {
                session.left();
                toasts.push(
                    Toast::info("Votre mot de passe est enregistré")
                        .message("Connectez-vous avec lui et avec l’adresse e-mail de votre invitation."),
                );
                let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
                navigate(paths::LOGIN, options);
            }
            Err(error) if error.status() == Some(404) => {
                let _ = link.try_set(Link::Refused);
            }
            Err(error) => {
                if !form.refused(&error) {
                    toasts.push(
                        Toast::error("Le mot de passe n’a pas été enregistré").message(error.message()),
                    );
                }
            }
        },
    );
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let mot_de_passe = typed.typed();
        if form.check([password::fault(&mot_de_passe)]) {
            choosing.start(AcceptInvitationRequest { jeton: token.clone(), mot_de_passe });
        }
    };
    view! {
        <h1 class="login-title">"Choisissez votre mot de passe"</h1>
        <p class="login-text">"Il vous servira, avec votre adresse e-mail, à vous connecter."</p>
        <LoggedInAs/>
        <form class="stack" novalidate on:submit=submit>
            <FormFailure failure=form.failure/>
            <PasswordField label="Mot de passe" which=Password::New entry=typed autofocus=true/>
            <SubmitButton busy=choosing.busy>"Enregistrer le mot de passe"</SubmitButton>
        </form>
    }
}
