//! Enrolment and removal of a second factor.

use common::second_facteur::{CodesSecours, Enrolement, SecondFacteur};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

use crate::api::{self, ApiError};
use crate::parts::dialog_form::hold_open;
use crate::parts::form::Form;
use crate::reactive::{Signal, piece};
use crate::state::{Toast, Topic, invalidate, mutation, use_proofs, use_toasts};
use crate::ui::time::format_instant;
use crate::ui::{Button, ButtonKind, CopyButton, CopyField, SubmitButton, Summary, TextField};

/// White modules around a QR code (ISO/IEC 18004 §6.3.8).
const QUIET: i32 = 4;

/// The stage of an enrolment.
#[derive(Clone, Default)]
pub(super) enum Stage {
    /// The enrolment is offered.
    #[default]
    Offered,
    /// The secret is shown.
    Secret(Enrolement),
    /// The recovery codes are shown.
    Codes(CodesSecours),
}

impl Stage {
    /// Returns the recovery codes while they are shown.
    pub(super) fn codes(&self) -> Option<CodesSecours> {
        if let Self::Codes(codes) = self { Some(codes.clone()) } else { None }
    }
}

/// The enrolment, from the first click to the first code. The dialog is `busy` while the code is sent.
#[component]
pub(super) fn Enrolment(stage: RwSignal<Stage>, busy: RwSignal<bool>) -> impl IntoView {
    let toasts = use_toasts();
    let beginning = mutation(
        |()| api::securite::enrol(),
        move |result: Result<Enrolement, ApiError>| match result {
            Ok(enrolment) => {
                let _ = stage.try_set(Stage::Secret(enrolment));
            }
            Err(error) => toasts.push(Toast::error(error.title()).message(error.message())),
        },
    );
    piece(move || {
        match stage.get() {
        Stage::Codes(_) => ().into_any(),
        Stage::Offered => view! {
            <p>
                "Un code de votre téléphone est alors demandé à chaque connexion, en plus du mot de passe. Il vous faut une \
                 application d’authentification."
            </p>
            <div>
                <Button kind=ButtonKind::Primary busy=beginning.busy on_press=move || beginning.start(())>
                    "Activer la double authentification"
                </Button>
            </div>
        }
        .into_any(),
        Stage::Secret(enrolment) => view! { <Secret enrolment stage busy/> }.into_any(),
    }
    })
}

/// The secret for the application, and the field for its first code.
#[component]
fn Secret(enrolment: Enrolement, stage: RwSignal<Stage>, busy: RwSignal<bool>) -> impl IntoView {
    let (proofs, toasts) = (use_proofs(), use_toasts());
    let activated = move |codes: CodesSecours| {
        if stage.try_set(Stage::Codes(codes)).is_none() {
            proofs.end(true);
        } else {
            toasts.push(Toast::error("Codes de secours non montrés").message(
                "La double authentification est active. Retirez-la, puis activez-la de nouveau pour recevoir ses codes.",
            ));
        }
    };
    let Enrolement { secret, uri } = enrolment;
    view! {
        <p>"Scannez ce code avec votre application, ou saisissez-y la clé, puis donnez le code qu’elle affiche."</p>
        {qr(&uri)}
        <CopyField text=Signal::stored(secret) label="Clé à saisir dans l’application" act="Copier la clé"/>
        <CodeForm act="Activer" busy send=activate done=activated/>
    }
}

/// The recovery codes, shown once. The dialog stays until the person has kept them.
#[component]
pub(super) fn Codes(codes: CodesSecours, stage: RwSignal<Stage>) -> impl IntoView {
    let kept = move || {
        stage.set(Stage::Offered);
        invalidate(&Topic::Utilisateurs);
    };
    let all = codes.codes.join("\n");
    let rows = codes.codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }.into_any());
    view! {
        <p class="callout callout-success" role="status">"La double authentification est active."</p>
        <p>
            "Gardez ces codes de secours\u{a0}: chacun remplace une fois le code de votre téléphone, s’il est perdu. Ils ne \
             seront plus montrés."
        </p>
        <ul class="recovery-codes" data-keep="" role="list" aria-label="Codes de secours">{rows.collect_view()}</ul>
        <div class="row">
            <CopyButton text=Signal::stored(all) label="Copier les codes"/>
            <Button on_press=kept>"J’ai gardé les codes"</Button>
        </div>
    }
}

/// An active second factor: remaining recovery codes, and removal.
#[component]
pub(super) fn Active(factor: SecondFacteur, busy: RwSignal<bool>) -> impl IntoView {
    let toasts = use_toasts();
    let removed = move |()| {
        toasts.push(Toast::info("Double authentification retirée"));
        invalidate(&Topic::Utilisateurs);
    };
    let since = factor.date_activation.as_ref().map(format_instant);
    let left = match factor.codes_restants {
        0 => "plus aucun code de secours".to_owned(),
        1 => "un code de secours restant".to_owned(),
        many => format!("{many} codes de secours restants"),
    };
    view! {
        <p>"Active depuis le " {since} ", " {left} "."</p>
        <details>
            <Summary text="Retirer la double authentification"/>
            <CodeForm act="Retirer" busy send=remove done=removed/>
        </details>
    }
}

type Sent<T> = std::pin::Pin<Box<dyn Future<Output = Result<T, ApiError>>>>;

fn activate(code: String) -> Sent<CodesSecours> {
    Box::pin(api::securite::activate(code))
}

fn remove(code: String) -> Sent<()> {
    Box::pin(api::securite::remove(code))
}

/// A form for one code, with its purpose. The dialog is `busy` while it is sent.
#[component]
fn CodeForm<T: 'static>(
    act: &'static str,
    busy: RwSignal<bool>,
    send: fn(String) -> Sent<T>,
    done: impl Fn(T) + Clone + 'static,
) -> impl IntoView {
    let form = Form::new(["code"]);
    let [code] = form.lines;
    let sending = form.sending(send, "Le code n’a pas été vérifié", done);
    hold_open(busy, sending.busy);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if form.check([code.text().is_empty().then_some("Saisissez le code.")]) {
            sending.start(code.text());
        }
    };
    view! {
        <form class="code-form" novalidate on:submit=submit>
            <TextField
                label="Code de votre application"
                value=code.value
                error=code.error
                autocomplete="one-time-code"
                required=true
            />
            {move || form.failure.get().map(|text| {
                view! { <p class="callout callout-danger" role="alert">{text}</p> }.into_any()
            })}
            <SubmitButton busy=sending.busy>{act}</SubmitButton>
        </form>
    }
}

/// Renders the URI of the secret as a QR code; `None` when it is too long.
fn qr(uri: &str) -> Option<AnyView> {
    let code = QrCode::encode_text(uri, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * QUIET;
    let path = outline(&code);
    let frame = format!("0 0 {side} {side}");
    Some(
        view! {
            <svg class="qr" viewBox=frame role="img" aria-label="Code QR de la clé"><path d=path/></svg>
        }
        .into_any(),
    )
}

/// Returns the dark modules as squares of one path.
fn outline(code: &QrCode) -> String {
    let cells = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    let dark = cells.filter(|(x, y)| code.get_module(*x, *y));
    let squares = dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
    squares.collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qr_code_is_drawn_inside_its_quiet_zone() {
        let code =
            QrCode::encode_text("otpauth://totp/Admissions:lea@ecole.example", QrCodeEcc::Medium).unwrap();
        let drawn = outline(&code);
        // The path starts with the corner of the first finder pattern and has one square per dark module.
        assert!(drawn.starts_with("M4 4h1v1h-1z"), "{drawn}");
        let dark = (0..code.size()).map(|y| (0..code.size()).filter(|x| code.get_module(*x, y)).count());
        assert_eq!(drawn.matches('M').count(), dark.sum::<usize>());
    }
}
