//! State of the conversion dialog; typed values survive every change of phase.

use common::action::ConvertirCandidatRequest;
use common::{Action, ConversionStatus, IdProspect};
use leptos::prelude::*;

use crate::api::{self, ApiError, IdempotencyKey};
use crate::model::conversion::{ConversionForm, Field, FieldErrors, SessionChoice, sort_errors};
use crate::model::refusal::Refusal;
use crate::model::wish::LastWish;
use crate::pages::prospects::page_state::PageState;
use crate::parts::dialog_form::focus_first_error;
use crate::reactive::memo;
use crate::state::drafts::{Draft, Kept};
use crate::state::{Keep, Mutation, Query, Topic, invalidate, mutation, query};
use crate::ui::time::today;

/// The phase of the dialog.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Phase {
    /// Loading the state of the conversion.
    Loading,
    /// Loading failed.
    Failed(ApiError),
    /// A conversion is running; there is no form.
    Blocked,
    /// The prospect is already a candidate.
    Already { id_candidat: i64, numero_dossier: String },
    /// The form.
    Form,
    /// The request was accepted.
    Sent,
}

/// State of the dialog; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Conversion {
    /// State of the page.
    pub(super) page: PageState,
    /// State of the conversion on the server.
    pub(super) status: Query<ConversionStatus>,
    /// Code of the formation.
    pub(super) formation: RwSignal<String>,
    /// The session, as a value of the radio list.
    pub(super) session: RwSignal<Option<String>>,
    /// Requested start date.
    pub(super) start: RwSignal<String>,
    /// Errors by field.
    pub(super) errors: RwSignal<FieldErrors>,
    /// The general error.
    pub(super) failure: RwSignal<Option<String>>,
    /// True while the request is pending.
    pub(super) busy: Signal<bool>,
    /// The draft, kept when the dialog closes.
    pub(super) draft: Draft,
    /// Code of the formation that was preselected.
    pub(super) prefilled: RwSignal<String>,
    already: RwSignal<Option<(i64, String)>>,
    sent: RwSignal<bool>,
    send: Mutation<ConvertirCandidatRequest>,
}

impl Conversion {
    /// Creates the state of a dialog for the open record.
    pub(super) fn new(page: PageState) -> Self {
        let open = memo(move || page.open_id());
        let status = query(
            Keep::SameKey,
            move || open.get(),
            |id: &IdProspect, topic| matches!(topic, Topic::Prospect(other) if other == id),
            |id| async move { api::prospects::conversion_status(&id).await },
        );
        let (errors, failure) = (RwSignal::new(FieldErrors::new()), RwSignal::new(None));
        let (already, sent) = (RwSignal::new(None), RwSignal::new(false));
        let record = untrack(|| page.open_id()).as_ref().map(ToString::to_string).unwrap_or_default();
        let (draft, kept) = Draft::open("conversion", &record);
        let [formation, session, start] =
            kept.and_then(|kept| kept.typed.try_into().ok()).unwrap_or_default();
        let keys = StoredValue::new(LastWish::<ConvertirCandidatRequest, IdempotencyKey>::default());
        let asking = mutation(
            move |request: ConvertirCandidatRequest| async move {
                let key = keys.try_update_value(|keys| keys.key(&request, IdempotencyKey::new));
                api::actions::convert(&request, &key.unwrap_or_else(IdempotencyKey::new)).await
            },
            move |result: Result<Action, ApiError>| match result {
                Ok(action) => {
                    draft.end();
                    let _ = sent.try_set(true);
                    invalidate(&Topic::Prospect(action.id_prospect));
                    invalidate(&Topic::Prospects);
                    invalidate(&Topic::Catalogue);
                }
                Err(error) => refused(&error, untrack(|| page.open_id()), errors, failure, already),
            },
        );
        let conversion = Self {
            page,
            status,
            formation: RwSignal::new(formation),
            session: RwSignal::new(Some(session).filter(|session: &String| !session.is_empty())),
            start: RwSignal::new(start),
            errors,
            failure,
            busy: asking.busy,
            draft,
            prefilled: RwSignal::new(String::new()),
            already,
            sent,
            send: asking,
        };
        draft.follow(move || Kept {
            opened: vec![conversion.prefilled.get(), String::new(), String::new()],
            typed: vec![
                conversion.formation.get(),
                conversion.session.get().unwrap_or_default(),
                conversion.start.get(),
            ],
        });
        conversion
    }

    /// Returns the phase to show (tracked).
    pub(super) fn phase(self) -> Phase {
        if self.sent.get() {
            return Phase::Sent;
        }
        let known = self.page.prospect.with(|prospect| {
            let candidate = prospect?.candidat.as_ref()?;
            Some((candidate.id_candidat, candidate.numero_dossier.clone()))
        });
        if let Some((id_candidat, numero_dossier)) = self.already.get().or(known) {
            return Phase::Already { id_candidat, numero_dossier };
        }
        match (self.status.with(|status| status.map(|status| status.en_cours)), self.status.error()) {
            (Some(true), _) => Phase::Blocked,
            (Some(false), _) => Phase::Form,
            (None, Some(error)) => Phase::Failed(error),
            (None, None) => Phase::Loading,
        }
    }

    /// Returns the typed values (untracked).
    fn typed(self) -> ConversionForm {
        ConversionForm {
            formation: self.formation.get_untracked(),
            session: SessionChoice::parse(self.session.get_untracked().as_deref()),
            start: self.start.get_untracked(),
        }
    }

    /// Sends the form, or shows its errors beside the fields.
    pub(super) fn submit(self) {
        let Some(id) = self.page.address.with_untracked(|state| state.prospect.clone()) else { return };
        let typed = self.typed();
        let errors = typed.errors(&today());
        self.failure.set(None);
        self.errors.set(errors.clone());
        if errors.is_empty() {
            self.send.start(typed.request(id));
        } else {
            focus_first_error();
        }
    }

    /// Returns the error of a field.
    pub(super) fn error_of(self, field: Field) -> Signal<Option<String>> {
        Signal::derive(move || self.errors.with(|errors| errors.get(&field).cloned()))
    }

    /// Clears the error of an edited field.
    pub(super) fn forget(self, field: Field) {
        if self.errors.with_untracked(|errors| errors.contains_key(&field)) {
            self.errors.update(|errors| drop(errors.remove(&field)));
        }
    }
}

/// Shows the errors of a refusal and keeps the typed values.
fn refused(
    error: &ApiError,
    id: Option<IdProspect>,
    errors: RwSignal<FieldErrors>,
    failure: RwSignal<Option<String>>,
    already: RwSignal<Option<(i64, String)>>,
) {
    let Some(problem) = error.problem() else {
        let _ = failure.try_set(Some(error.message()));
        return;
    };
    let changed = || {
        if let Some(id) = id {
            invalidate(&Topic::Prospect(id));
        }
    };
    match Refusal::of(problem) {
        // The state of the conversion is loaded again: the dialog then shows its author and its live step.
        Refusal::Running(_) => changed(),
        Refusal::AlreadyCandidate { id_candidat, numero_dossier } => {
            let _ = already.try_set(Some((id_candidat, numero_dossier)));
            changed();
            invalidate(&Topic::Prospects);
        }
        Refusal::SessionFull { .. } => {
            let text = "Cette session vient d’être complétée\u{a0}: choisissez-en une autre.".to_owned();
            let _ = errors.try_set(FieldErrors::from([(Field::Session, text)]));
            invalidate(&Topic::Catalogue);
            focus_first_error();
        }
        Refusal::Fields(fields) => {
            let (fields, rest) = sort_errors(fields);
            let _ = errors.try_set(fields);
            let _ = failure.try_set(rest);
            focus_first_error();
        }
        Refusal::Other(detail) => {
            let _ = failure.try_set(Some(detail));
        }
    }
}
