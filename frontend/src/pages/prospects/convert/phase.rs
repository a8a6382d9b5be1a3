//! The state of the conversion dialog: what was typed survives every change of state.

use common::action::ConvertirCandidatRequest;
use common::erreur::DejaCandidat;
use common::{Action, ConversionStatus, IdProspect};
use leptos::prelude::*;

use crate::api::{self, ApiError, IdempotencyKey};
use crate::model::conversion::{ConversionForm, Field, FieldErrors, SessionChoice, sort_errors};
use crate::model::refusal::Refusal;
use crate::model::wish::LastWish;
use crate::pages::dialog_form::focus_first_error;
use crate::pages::prospects::page_state::PageState;
use crate::reactive::memo;
use crate::state::drafts::{Draft, Kept};
use crate::state::{Keep, Mutation, Query, Topic, invalidate, mutation, query};
use crate::ui::time::today;

/// Which state is shown.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Phase {
    /// Whether a conversion is running is being asked.
    Loading,
    /// It could not be asked.
    Failed(ApiError),
    /// One is running: there is nothing to type.
    Blocked,
    /// The prospect is a candidate already.
    Already { id_candidat: i64, numero_dossier: String },
    /// The form.
    Form,
    /// The request was taken.
    Sent,
}

/// The dialog's state; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Conversion {
    /// The page.
    pub(super) page: PageState,
    /// Whether a conversion is running.
    pub(super) status: Query<ConversionStatus>,
    /// Code of the formation.
    pub(super) formation: RwSignal<String>,
    /// The session, as a value of the radio list.
    pub(super) session: RwSignal<Option<String>>,
    /// Wished start.
    pub(super) start: RwSignal<String>,
    /// What is wrong, field by field.
    pub(super) errors: RwSignal<FieldErrors>,
    /// What is wrong as a whole.
    pub(super) failure: RwSignal<Option<String>>,
    /// Whether the request is under way.
    pub(super) busy: Signal<bool>,
    /// What was typed, kept when the dialog closes.
    pub(super) draft: Draft,
    /// Code of the formation that was chosen when the form opened.
    pub(super) prefilled: RwSignal<String>,
    already: RwSignal<Option<(i64, String)>>,
    sent: RwSignal<bool>,
    send: Mutation<ConvertirCandidatRequest>,
}

impl Conversion {
    /// The state of a dialog that opens on the open record.
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

    /// The state to show (tracked).
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

    /// What was typed, now.
    fn typed(self) -> ConversionForm {
        ConversionForm {
            formation: self.formation.get_untracked(),
            session: SessionChoice::parse(self.session.get_untracked().as_deref()),
            start: self.start.get_untracked(),
        }
    }

    /// Sends what was typed, or says beside the fields what is wrong with it.
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

    /// The message beside a field.
    pub(super) fn error_of(self, field: Field) -> Signal<Option<String>> {
        Signal::derive(move || self.errors.with(|errors| errors.get(&field).cloned()))
    }

    /// A field was changed: what was wrong with it is no longer said.
    pub(super) fn forget(self, field: Field) {
        if self.errors.with_untracked(|errors| errors.contains_key(&field)) {
            self.errors.update(|errors| drop(errors.remove(&field)));
        }
    }
}

/// Takes a refusal in. What was typed stays.
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
        // The state of the conversion is read again: the dialog shows who asked it, and its live step.
        Refusal::Running(_) => changed(),
        Refusal::AlreadyCandidate(DejaCandidat { id_candidat, numero_dossier }) => {
            let _ = already.try_set(Some((id_candidat, numero_dossier)));
            changed();
            invalidate(&Topic::Prospects);
        }
        Refusal::SessionFull(_) => {
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
