//! Login form, used by the login page and by the dialog that opens when a session has ended.

use common::auth::{LoginRequest, Utilisateur};
use leptos::prelude::*;

use super::focus;
use super::form::Form;
use super::form_parts::{FormFailure, Password, PasswordField};
use crate::api::{self, ApiError};
use crate::model::login::{self, Refusal, Step};
use crate::reactive::{Show, Signal};
use crate::state::{mutation, use_auth_session};
use crate::ui::{Button, ButtonKind, SubmitButton, TextField, TextKind};

/// State of the form; cheap to copy.
#[derive(Clone, Copy)]
struct LoginState {
    step: RwSignal<Step>,
    /// Fields: address, password, code.
    form: Form<3>,
}

impl LoginState {
    fn new(email: String) -> Self {
        let form = Form::new(["email", "motDePasse", "code"]);
        form.lines[0].value.set(email);
        Self { step: RwSignal::new(Step::Password), form }
    }

    fn is_at(self, step: Step) -> Signal<bool> {
        Signal::derive(move || self.step.get() == step)
    }

    /// Builds the request; `None` when a field is empty. The service checks the rest.
    fn request(self) -> Option<LoginRequest> {
        let [email, password, code] = self.form.lines;
        let second = self.step.get_untracked() == Step::Code;
        let (email, mot_de_passe) = (email.text(), password.typed());
        let code = login::code(&code.typed()).filter(|_| second);
        let wrong = [
            email.is_empty().then_some("Saisissez votre adresse e-mail."),
            mot_de_passe.is_empty().then_some("Saisissez votre mot de passe."),
            (second && code.is_none()).then_some("Saisissez le code."),
        ];
        self.form.check(wrong).then_some(LoginRequest { email, mot_de_passe, code })
    }

    /// Goes to a step and focuses its field.
    fn go(self, step: Step) {
        if self.step.try_set(step).is_none() {
            self.form.lines[2].value.set(String::new());
            focus::move_later(if step == Step::Code { CODE } else { PASSWORD }, 0);
        }
    }

    fn refused(self, error: &ApiError) {
        match Refusal::of(error.problem()) {
            Refusal::CodeDue => self.go(Step::Code),
            Refusal::CodeWrong(text) => {
                // A form that is gone asks for no code.
                let _ = self.form.tell([None, None, Some(text)], None);
            }
            Refusal::Other => {
                let there = self.form.refused(error);
                // The service no longer accepts the password, so the form asks for it again.
                if there && error.status() == Some(401) && self.step.get_untracked() == Step::Code {
                    self.go(Step::Password);
                }
            }
        }
    }
}

const CODE: &str = ".login-form [autocomplete=one-time-code]";
const PASSWORD: &str = ".login-form [autocomplete=current-password]";

/// The form: address and password, then the code when the service requires one.
#[component]
pub(crate) fn LoginForm(
    /// Address of the expected person.
    #[prop(optional)]
    email: String,
    /// Further links beside the button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let session = use_auth_session();
    let expected = !email.is_empty();
    let state = LoginState::new(email);
    let login = mutation(
        |request: LoginRequest| api::auth::login(&request),
        move |result: Result<Utilisateur, ApiError>| match result {
            Ok(user) => session.entered(user),
            Err(error) => state.refused(&error),
        },
    );
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if let Some(request) = state.request() {
            login.start(request);
        }
    };
    view! {
        <form class="stack login-form" novalidate on:submit=submit>
            <FormFailure failure=state.form.failure/>
            <Show when=state.is_at(Step::Password)><PasswordStep state expected/></Show>
            <Show when=state.is_at(Step::Code)><CodeStep state/></Show>
            <SubmitButton busy=login.busy>"Se connecter"</SubmitButton>
            <Show when=state.is_at(Step::Code)>
                <Button kind=ButtonKind::Ghost on_press=move || state.go(Step::Password)>"Changer de compte"</Button>
            </Show>
            {children.map(|children| children())}
        </form>
    }
}

#[component]
fn PasswordStep(state: LoginState, expected: bool) -> impl IntoView {
    let [email, password, _] = state.form.lines;
    view! {
        <TextField
            label="Adresse e-mail"
            value=email.value
            kind=TextKind::Email
            error=email.error
            autocomplete="username"
            required=true
            autofocus=!expected
        />
        <PasswordField label="Mot de passe" which=Password::Present entry=password autofocus=expected/>
    }
}

#[component]
fn CodeStep(state: LoginState) -> impl IntoView {
    let [email, _, code] = state.form.lines;
    view! {
        <p>"Mot de passe accepté pour " <strong class="login-who">{email.text()}</strong> "."</p>
        <TextField
            label="Code à 6 chiffres ou code de secours"
            value=code.value
            error=code.error
            kind=TextKind::Code
            hint="Votre application d’authentification l’affiche."
            autocomplete="one-time-code"
            required=true
        />
    }
}
