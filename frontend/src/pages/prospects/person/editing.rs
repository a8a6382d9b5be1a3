//! State of the edit dialog: loaded record, typed values, concurrent changes.

use common::IdProspect;
use common::prospect::{AdressePartagee, Prospect};
use leptos::prelude::*;

use super::shared::sharing;
use super::state::PersonState;
use crate::api::{self, ApiError};
use crate::model::person::{Conflict, Field, Merge, PersonForm, merge};
use crate::model::sharing;
use crate::parts::dialog_form::{closing, focus_first_error};
use crate::parts::focus;
use crate::reactive::Signal;
use crate::state::drafts::{Draft, Kept};
use crate::state::toasts::Toasts;
use crate::state::{Mutation, Toast, Topic, invalidate, mutation, use_toasts};

/// Maximum number of attempts to save. A record also changes outside this form (email count, summary); the unchanged
/// form is then sent again.
const TRIES: usize = 3;

/// A conflicting field, and the decision.
#[derive(Clone)]
pub(super) struct Dispute {
    /// Both values.
    pub(super) conflict: Conflict,
    /// `MINE`, `THEIRS`, or `None` while undecided.
    pub(super) choice: RwSignal<String>,
}

impl Dispute {
    /// Keeps the value typed here.
    pub(super) const MINE: &'static str = "moi";
    /// Keeps the value saved in the meantime.
    pub(super) const THEIRS: &'static str = "autre";
}

/// State of the dialog; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Editing {
    /// The typed values.
    pub(super) state: PersonState,
    /// The fields to decide on.
    pub(super) disputes: RwSignal<Vec<Dispute>>,
    /// The fields that only the other person changed.
    pub(super) taken_over: RwSignal<Vec<Field>>,
    /// True when the form was sent with a missing decision.
    pub(super) undecided: RwSignal<bool>,
    /// True while the request is pending.
    pub(super) busy: Signal<bool>,
    /// The draft, kept when the dialog closes.
    pub(super) draft: Draft,
    /// The other records that have a typed address or number.
    pub(super) shared: Signal<Vec<AdressePartagee>>,
    open: RwSignal<bool>,
    toasts: Toasts,
    /// The last loaded record, and its version.
    base: StoredValue<(PersonForm, String)>,
    id: StoredValue<IdProspect>,
    save: Mutation<Save>,
}

/// A pending save.
#[derive(Clone)]
struct Save {
    id: IdProspect,
    base: PersonForm,
    version: String,
    typed: PersonForm,
}

/// The outcome of a save without error.
enum Saved {
    /// Saved; with the people who now share an address or number.
    Done(IdProspect, Vec<AdressePartagee>),
    /// The record changed in the meantime: its current values, and its version.
    Stale(Box<(PersonForm, String)>),
}

impl Editing {
    /// Creates the state of a dialog for a record.
    pub(super) fn new(open: RwSignal<bool>, prospect: Prospect, version: String) -> Self {
        let form = PersonForm::of(&prospect);
        let toasts = use_toasts();
        let state = PersonState::new(&form);
        let shared_before = prospect.partages;
        let shared = sharing(state, prospect.resume.id_prospect.clone(), form.clone());
        let base = StoredValue::new((form.clone(), version));
        let (disputes, taken_over) = (RwSignal::new(Vec::new()), RwSignal::new(Vec::new()));
        let undecided = RwSignal::new(false);
        let id = prospect.resume.id_prospect;
        let (draft, kept) = Draft::open("fiche", id.as_str());
        let go_on = move |merge: Merge| {
            state.fill(&merge.form);
            taken_over.set(merge.taken_over);
            let dispute = |conflict| Dispute { conflict, choice: RwSignal::new(String::new()) };
            disputes.set(merge.conflicts.into_iter().map(dispute).collect());
        };
        // A restored draft is merged with the current record, which may have changed since.
        if let Some(merge) = kept.and_then(|kept| kept_merge(kept, &form)) {
            go_on(merge);
        }
        draft.follow(move || Kept {
            opened: base.with_value(|(base, _)| base.texts()),
            typed: state.form.values().iter().map(|line| line.get()).collect(),
        });
        let close = closing(open);
        let save = mutation(save, move |result: Result<Saved, ApiError>| match result {
            Ok(Saved::Done(id, shared)) => {
                draft.end();
                close();
                invalidate(&Topic::Prospect(id));
                invalidate(&Topic::Prospects);
                invalidate(&Topic::Candidats);
                let message = sharing::also_of(&shared_before, &shared);
                toasts.push(Toast { message, ..Toast::info("Fiche enregistrée") });
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
                state.form.failure.set(merge.unexplained().map(ToOwned::to_owned));
                go_on(merge);
                focus::move_later("dialog[open] .person-changed", 0);
            }
            Err(error) => {
                if !state.form.refused(&error) {
                    toasts.push(Toast::error("La fiche n’a pas été enregistrée").message(error.message()));
                }
            }
        });
        let id = StoredValue::new(id);
        Self {
            state,
            disputes,
            taken_over,
            undecided,
            busy: save.busy,
            draft,
            shared,
            open,
            toasts,
            base,
            id,
            save,
        }
    }

    /// Saves the form, or shows its errors.
    pub(super) fn submit(self) {
        let (base, version) = self.base.get_value();
        let Some(typed) = self.state.checked(Some(&base)) else { return };
        let open_question =
            |dispute: &Dispute| !dispute.conflict.imposed && dispute.choice.with_untracked(String::is_empty);
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

/// Merges a restored draft with the current record.
fn kept_merge(kept: Kept, now: &PersonForm) -> Option<Merge> {
    Some(merge(&PersonForm::of_texts(kept.opened)?, &PersonForm::of_texts(kept.typed)?, now))
}

/// Saves; tries again when the record changed only outside this form.
async fn save(mut wish: Save) -> Result<Saved, ApiError> {
    let mut tries = 0;
    loop {
        tries += 1;
        let Some(changes) = wish.typed.changes(&wish.base) else {
            return Ok(Saved::Done(wish.id, Vec::new()));
        };
        match api::prospects::update(&wish.id, &changes, &wish.version).await {
            Ok(record) => return Ok(Saved::Done(wish.id, record.partages)),
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
