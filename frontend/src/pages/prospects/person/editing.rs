//! The state of "Modifier": what was read, what is typed, what somebody else saved in between.

use common::IdProspect;
use common::prospect::Prospect;
use leptos::prelude::*;

use super::state::PersonState;
use crate::api::{self, ApiError};
use crate::model::person::{Conflict, Field, PersonForm, merge};
use crate::pages::dialog_form::focus_first_error;
use crate::pages::focus;
use crate::state::toasts::Toasts;
use crate::state::{Mutation, Toast, Topic, invalidate, mutation, use_toasts};

/// A record changes without this form too (its email count, its summary): then what is saved is simply sent again, so
/// many times at the most.
const TRIES: usize = 3;

/// A field that both changed, and what was decided.
#[derive(Clone)]
pub(super) struct Dispute {
    /// What both say.
    pub(super) conflict: Conflict,
    /// `MINE`, `THEIRS`, or nothing yet.
    pub(super) choice: RwSignal<Option<String>>,
}

impl Dispute {
    /// What was typed here stays.
    pub(super) const MINE: &'static str = "moi";
    /// What was saved in between stays.
    pub(super) const THEIRS: &'static str = "autre";
}

/// The dialog's state; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Editing {
    /// What is typed.
    pub(super) state: PersonState,
    /// The fields to decide on.
    pub(super) disputes: RwSignal<Vec<Dispute>>,
    /// The fields that only somebody else changed.
    pub(super) taken_over: RwSignal<Vec<Field>>,
    /// Whether a decision is missing although the form was sent.
    pub(super) undecided: RwSignal<bool>,
    /// Whether the request is under way.
    pub(super) busy: Signal<bool>,
    open: RwSignal<bool>,
    toasts: Toasts,
    /// What the record said when it was read last, and its version.
    base: StoredValue<(PersonForm, String)>,
    id: StoredValue<IdProspect>,
    save: Mutation<Save>,
}

/// What is to be saved.
#[derive(Clone)]
struct Save {
    id: IdProspect,
    base: PersonForm,
    version: String,
    typed: PersonForm,
}

/// How it went, when it did not fail.
enum Saved {
    Done(IdProspect),
    /// Somebody else was quicker: what the record says now, and its version.
    Stale(Box<(PersonForm, String)>),
}

impl Editing {
    /// The state of a dialog that opens on a record.
    pub(super) fn new(open: RwSignal<bool>, prospect: Prospect, version: String) -> Self {
        let form = PersonForm::of(&prospect);
        let toasts = use_toasts();
        let state = PersonState::new(&form);
        let base = StoredValue::new((form, version));
        let (disputes, taken_over) = (RwSignal::new(Vec::new()), RwSignal::new(Vec::new()));
        let undecided = RwSignal::new(false);
        let save = mutation(save, move |result: Result<Saved, ApiError>| match result {
            Ok(Saved::Done(id)) => {
                let _ = open.try_set(false);
                invalidate(&Topic::Prospect(id));
                invalidate(&Topic::Prospects);
                invalidate(&Topic::Candidats);
                toasts.push(Toast::info("Fiche enregistrée"));
            }
            Ok(Saved::Stale(now)) => {
                let Some((before, _)) = base.try_get_value() else {
                    toasts.push(
                        Toast::error("La fiche n’a pas été enregistrée")
                            .message("Quelqu’un d’autre l’a modifiée entre-temps."),
                    );
                    return;
                };
                let merge = merge(&before, &state.typed(), &now.0);
                base.set_value(*now);
                undecided.set(false);
                state.fill(&merge.form);
                state.failure.set(merge.unexplained().map(ToOwned::to_owned));
                taken_over.set(merge.taken_over);
                let dispute = |conflict| Dispute { conflict, choice: RwSignal::new(None) };
                disputes.set(merge.conflicts.into_iter().map(dispute).collect());
                focus::move_later("dialog[open] .person-changed", 0);
            }
            Err(error) => {
                if !state.refused(&error) {
                    toasts.push(Toast::error("La fiche n’a pas été enregistrée").message(error.message()));
                }
            }
        });
        let id = StoredValue::new(prospect.resume.id_prospect);
        Self { state, disputes, taken_over, undecided, busy: save.busy, open, toasts, base, id, save }
    }

    /// Saves what was typed, or says what is missing.
    pub(super) fn submit(self) {
        let (base, version) = self.base.get_value();
        let Some(typed) = self.state.checked(Some(&base)) else { return };
        let open_question =
            |dispute: &Dispute| !dispute.conflict.imposed && dispute.choice.with_untracked(Option::is_none);
        let undecided = self.disputes.with_untracked(|all| all.iter().any(open_question));
        self.undecided.set(undecided);
        if undecided {
            focus_first_error();
        } else if typed == base {
            self.open.set(false);
            self.toasts.push(Toast::info("Aucune modification à enregistrer"));
        } else {
            self.save.start(Save { id: self.id.get_value(), base, version, typed });
        }
    }
}

/// Saves; when the record changed in between, but nothing that this form shows, once more.
async fn save(mut wish: Save) -> Result<Saved, ApiError> {
    let mut tries = 0;
    loop {
        tries += 1;
        let Some(changes) = wish.typed.changes(&wish.base) else { return Ok(Saved::Done(wish.id)) };
        match api::prospects::update(&wish.id, &changes, &wish.version).await {
            Ok(_) => return Ok(Saved::Done(wish.id)),
            Err(error) if error.status() == Some(412) => {
                let (prospect, version) = api::prospects::get_versioned(&wish.id).await?;
                let now = PersonForm::of(&prospect);
                if now != wish.base || tries >= TRIES {
                    return Ok(Saved::Stale(Box::new((now, version))));
                }
                wish.version = version;
            }
            Err(error) => return Err(error),
        }
    }
}
