//! State "Formulaire": choices, effects, submit button.

use common::{IdSession, ModeFinancement, TypeAction};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::consequences::Consequences;
use super::documents::Documents;
use super::identity::Identity;
use super::phase::Conversion;
use super::waiting::WaitForSeat;
use crate::api;
use crate::model::action::Outcome;
use crate::model::conversion::{Field, SessionChoice, prefilled};
use crate::pages::prospects::delay::{DialogDelay, Place, described_by};
use crate::pages::prospects::formations_failure::FormationsFailure;
use crate::parts::deadlines::{SessionDeadlines, first_paid_session};
use crate::parts::dialog_form::restored;
use crate::parts::focus;
use crate::parts::sessions::Sessions;
use crate::reactive::{Signal, effect_after, memo, piece};
use crate::ui::time::today;
use crate::ui::{
    Button, DateField, DialogBody, DialogFooter, Icon, IconView, SelectField, SelectOption, SubmitButton,
    waits,
};

/// The form.
#[component]
pub(super) fn ConversionFormView(
    /// State of the dialog.
    conversion: Conversion,
    /// Closes the dialog.
    close: Callback<()>,
) -> impl IntoView {
    prefill(conversion);
    // The dialog opened with the focus on its close button, before the form existed.
    focus::move_later("dialog[open] select", 0);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        conversion.submit();
    };
    let busy = conversion.busy;
    let waits = waits(busy, "La demande est en cours d’envoi");
    let cancel = Callback::new(move |()| {
        conversion.draft.end();
        close.run(());
    });
    let described_by = described_by(conversion.page, TypeAction::ConvertirCandidat, Place::Dialog);
    view! {
        <form class="convert-form" novalidate on:submit=on_submit>
            <DialogBody>
                <Identity/>
                <LastFailure conversion/>
                <FormationField conversion/>
                <Sessions
                    formation=conversion.line(Field::Formation).value
                    session=conversion.line(Field::Session)
                    without=true
                    first=first_paid(conversion)
                />
                <SessionDeadlines session=chosen_session(conversion) financement=funding(conversion)/>
                <WaitForSeat conversion/>
                <StartField conversion/>
                <div class="convert-outcome">
                    <Documents conversion/>
                    <Consequences/>
                </div>
            </DialogBody>
            <DialogFooter>
                <DialogDelay type_action=TypeAction::ConvertirCandidat/>
                {restored(conversion.draft)}
                {move || conversion.form.failure.get().map(failure)}
                <p class="convert-warning"><IconView icon=Icon::Warning/>{warning()}</p>
                <Button on_press=cancel disabled_reason=waits>"Annuler"</Button>
                <SubmitButton busy described_by>"Confirmer la transformation"</SubmitButton>
            </DialogFooter>
        </form>
    }
}

/// Returns how long the conversion can be undone.
fn warning() -> String {
    match api::actions::grace() {
        Some(seconds) => ["Réversible pendant ", &seconds.to_string(), "\u{a0}s"].concat(),
        None => "Cette action est irréversible".to_owned(),
    }
}

/// Returns the way in which the prospect wishes to pay.
fn funding(conversion: Conversion) -> Signal<Option<ModeFinancement>> {
    Signal::derive(move || conversion.page.prospect.with(|one| one?.resume.mode_financement))
}

/// Returns the chosen session.
fn chosen_session(conversion: Conversion) -> Signal<Option<IdSession>> {
    let line = conversion.line(Field::Session);
    Signal::derive(move || match line.value.with(|value| SessionChoice::parse(value)) {
        SessionChoice::Session(id) => Some(id),
        SessionChoice::Unset | SessionChoice::Without => None,
    })
}

/// Returns the first session of the chosen formation that can still be paid.
fn first_paid(conversion: Conversion) -> Signal<Option<IdSession>> {
    let (formation, funding) = (conversion.line(Field::Formation).value, funding(conversion));
    first_paid_session(move || {
        let code = formation.get();
        Some(code).filter(|code| !code.is_empty()).zip(funding.get())
    })
}

/// Shows the general error beside the submit button.
fn failure(text: String) -> impl IntoView {
    view! { <p class="callout callout-danger convert-failure" role="alert">{text}</p> }
}

/// Preselects the requested formation, once, when the catalogue and the record are loaded.
fn prefill(conversion: Conversion) {
    let chosen = conversion.line(Field::Formation).value;
    effect_after(move |done: Option<bool>| {
        if done == Some(true) || chosen.with_untracked(|code| !code.is_empty()) {
            return true;
        }
        let page = conversion.page;
        let wish = page
            .prospect
            .with(|prospect| prospect.map(|p| p.resume.formation_souhaitee.as_ref().map(|f| f.code.clone())));
        let (Some(wish), Some(formations)) = (wish, page.formations.get()) else { return false };
        let formations: Vec<_> = formations.into_iter().filter(|formation| formation.active).collect();
        let code = prefilled(wish.as_deref(), &formations).to_owned();
        conversion.prefilled.set(code.clone());
        chosen.set(code);
        true
    });
}

/// The choice of a formation that takes candidates.
#[component]
fn FormationField(conversion: Conversion) -> impl IntoView {
    let options = Signal::derive(move || {
        let placeholder = SelectOption::new("", "Choisir une formation");
        let formations =
            conversion.page.formations.get().unwrap_or_default().into_iter().filter(|f| f.active);
        std::iter::once(placeholder)
            .chain(formations.map(|f| SelectOption::new(f.code, f.nom)))
            .collect::<Vec<_>>()
    });
    let (line, session) = (conversion.line(Field::Formation), conversion.line(Field::Session));
    // Another formation offers other sessions, so the error of the former session is cleared.
    effect_after(move |before: Option<()>| {
        line.value.track();
        if before.is_some() {
            session.error.set(None);
        }
    });
    view! { <SelectField label="Formation" value=line.value options error=line.error required=true/><FormationsFailure/> }
}

/// The requested start date.
#[component]
fn StartField(conversion: Conversion) -> impl IntoView {
    let line = conversion.line(Field::Start);
    view! { <DateField label="Date de début souhaitée" value=line.value min=today() error=line.error/> }
}

/// The reason why the last conversion failed, if it did.
#[component]
fn LastFailure(conversion: Conversion) -> impl IntoView {
    let reason = memo(move || {
        conversion.status.with(|status| {
            let last = status?.action.as_ref()?;
            let failed = matches!(Outcome::of(last), Outcome::Failed);
            failed.then(|| last.message_erreur.clone().unwrap_or_else(|| "sans explication".to_owned()))
        })
    });
    piece(move || {
        reason.get().map(|reason| {
            view! {
                <p class="callout callout-warning small">
                    <span class="callout-text">"La dernière conversion a échoué\u{a0}: " {reason}</span>
                </p>
            }
            .into_any()
        })
    })
}
