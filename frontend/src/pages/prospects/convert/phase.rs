//! State of the conversion dialog; typed values survive every change of phase.

use common::action::ConvertProspectRequest;
use common::erreur::DejaCandidat;
use common::{Action, ConversionStatus, IdCandidat, IdProspect};
use leptos::prelude::*;

use crate::api::{self, ApiError, IdempotencyKey};
use crate::model::conversion::{ConversionForm, Field, SessionChoice};
use crate::model::refusal::Refusal;
use crate::model::wish::LastWish;
use crate::pages::prospects::page_state::PageState;
use crate::parts::form::{Entry, Form};
use crate::parts::sessions::JUST_FILLED;
use crate::reactive::{Signal, memo};
use crate::state::drafts::{Draft, Kept};
use crate::state::{
    Keep, Mutation, Query, Toast, Topic, invalidate, mutation, query, use_live_actions, use_toasts,
};
use crate::ui::time::today;

/// The phase of the dialog.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Phase {
    /// Loading the state of the conversion.
    #[default]
    Loading,
    /// Loading failed.
    Failed(ApiError),
    /// A conversion is running; there is no form.
    Blocked,
    /// The prospect is already a candidate.
    Already { id_candidat: IdCandidat, numero_dossier: String },
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
    /// Values in the order of [`Field`]: code of the formation, session as a value of the radio list, requested start.
    pub(super) form: Form<3>,
    /// True while the request is pending.
    pub(super) busy: Signal<bool>,
    /// The draft, kept when the dialog closes.
    pub(super) draft: Draft,
    /// Code of the formation that was preselected.
    pub(super) prefilled: RwSignal<String>,
    already: RwSignal<Option<(IdCandidat, String)>>,
    sent: RwSignal<bool>,
    send: Mutation<ConvertProspectRequest>,
}

impl Conversion {
    /// Creates the state of a dialog for the open record.
    pub(super) fn new(page: PageState) -> Self {
        let open = memo(move || page.open_id());
        let status = query(
            Keep::SameKey,
            move || open.get(),
            |id: &IdProspect, topic| matches!(topic, Topic::Prospect(other) if other == id),
            |id| api::prospects::conversion_status(&id),
        );
        let (already, sent) = (RwSignal::new(None), RwSignal::new(false));
        let record = untrack(|| page.open_id()).as_ref().map(ToString::to_string).unwrap_or_default();
        let (draft, kept) = Draft::open("conversion", &record);
        let typed = kept.and_then(|kept| kept.typed.try_into().ok()).unwrap_or_default();
        let form = Form::new(Field::ALL.map(Field::names)).filled(typed);
        let (live, toasts) = (use_live_actions(), use_toasts());
        let keys = StoredValue::new(LastWish::<ConvertProspectRequest, IdempotencyKey>::default());
        let asking = mutation(
            move |request: ConvertProspectRequest| async move {
                let key = keys.try_update_value(|keys| keys.key(&request, IdempotencyKey::new));
                api::actions::convert(&request, &key.unwrap_or_else(IdempotencyKey::new)).await
            },
            move |result: Result<Action, ApiError>| match result {
                Ok(action) => {
                    draft.end();
                    live.asked(&action);
                    let _ = sent.try_set(true);
                    invalidate(&Topic::Prospect(action.id_prospect));
                    invalidate(&Topic::Prospects);
                    invalidate(&Topic::Catalogue);
                }
                Err(error) => {
                    if !refused(&error, untrack(|| page.open_id()), form, already) {
                        toasts.push(Toast::error("La demande n’a pas été prise").message(error.sentence()));
                    }
                }
            },
        );
        let conversion = Self {
            page,
            status,
            form,
            busy: asking.busy,
            draft,
            prefilled: RwSignal::new(String::new()),
            already,
            sent,
            send: asking,
        };
        draft.follow(move || Kept {
            opened: vec![conversion.prefilled.get(), String::new(), String::new()],
            typed: form.values().iter().map(|line| line.get()).collect(),
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

    /// Returns a field of the form.
    pub(super) fn line(self, field: Field) -> Entry {
        self.form.lines[field as usize]
    }

    /// Returns the typed values (untracked).
    fn typed(self) -> ConversionForm {
        ConversionForm {
            formation: self.line(Field::Formation).typed(),
            session: SessionChoice::parse(&self.line(Field::Session).typed()),
            start: self.line(Field::Start).typed(),
        }
    }

    /// Sends the form, or shows its errors beside the fields.
    pub(super) fn submit(self) {
        let Some(id) = self.page.address.with_untracked(|state| state.prospect.clone()) else { return };
        let typed = self.typed();
        let errors = typed.errors(&today());
        if self.form.check(Field::ALL.map(|field| errors.get(&field).map(String::as_str))) {
            self.send.start(typed.request(id));
        }
    }
}

/// Shows the errors of a refusal and keeps the typed values. Returns false when the dialog is closed.
fn refused(
    error: &ApiError,
    id: Option<IdProspect>,
    form: Form<3>,
    already: RwSignal<Option<(IdCandidat, String)>>,
) -> bool {
    let changed = || {
        if let Some(id) = id {
            invalidate(&Topic::Prospect(id));
        }
    };
    match error.problem().map(Refusal::of) {
        // The state of the conversion is loaded again: the dialog then shows its author and its live step.
        Some(Refusal::Running(_)) => {
            changed();
            form.tell([None, None, None], None)
        }
        Some(Refusal::AlreadyCandidate(DejaCandidat { id_candidat, numero_dossier })) => {
            changed();
            invalidate(&Topic::Prospects);
            already.try_set(Some((id_candidat, numero_dossier))).is_none()
        }
        Some(Refusal::SessionFull(_)) => {
            invalidate(&Topic::Catalogue);
            form.tell([None, Some(JUST_FILLED.to_owned()), None], None)
        }
        Some(Refusal::Fields(_) | Refusal::Other(_)) | None => form.refused(error),
    }
}
