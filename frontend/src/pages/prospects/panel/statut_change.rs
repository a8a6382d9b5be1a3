//! Saves another statut of the open record, unless somebody else changed it first.

use common::IdProspect;
use leptos::prelude::*;

use crate::api::{self, ApiError};
use crate::model::standing::Standing;
use crate::model::touch::closed;
use crate::pages::prospects::page_state::PageState;
use crate::reactive::Signal;
use crate::state::{Mutation, Toast, Topic, invalidate, mutation, use_toasts};
use crate::ui::waits;

/// Maximum number of attempts. A record also changes elsewhere (emails, summary); the choice is then sent again.
const TRIES: usize = 3;

/// A requested change.
#[derive(Clone)]
struct Wish {
    id: IdProspect,
    /// The name of the person, for the messages.
    name: String,
    /// The standing that the person saw.
    seen: Standing,
    wanted: Standing,
    /// The row of the record in the list, from which the next one follows.
    row: Option<usize>,
}

impl Wish {
    /// Returns the text of a toast, the person and a standing: "Marie Dumitru : Qualifié".
    fn told(&self, standing: Standing) -> String {
        [&self.name, "\u{a0}: ", &standing.words()].concat()
    }
}

/// The outcome of a change without error.
enum ChangeOutcome {
    Changed,
    /// The record has another standing than the one that was seen.
    Stale(Standing),
}

/// The change of the open record's statut; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Changing {
    page: PageState,
    /// The choice, shown at once in place of the saved standing.
    chosen: RwSignal<Option<(IdProspect, Standing)>>,
    save: Mutation<Wish>,
}

impl Changing {
    /// Returns the choice for a record, until the record is loaded again (tracked).
    pub(super) fn shown(self, id: Option<IdProspect>) -> Option<Standing> {
        self.chosen.get().filter(|(chosen, _)| Some(chosen) == id.as_ref()).map(|(_, standing)| standing)
    }

    /// Returns the signal that is true while a request is pending.
    pub(super) fn busy(self) -> Signal<bool> {
        self.save.busy
    }

    /// Returns the reason why no other choice is possible now.
    pub(super) fn pending(self) -> Signal<Option<String>> {
        waits(self.save.busy, "Enregistrement en cours")
    }

    /// Forgets the choice once it is saved and the record was loaded again.
    pub(super) fn settle(self) {
        if !self.save.busy.get_untracked() && self.chosen.with_untracked(Option::is_some) {
            self.chosen.set(None);
        }
    }

    /// Saves a choice that was made for a record when it had the standing `seen`, if the record is still open.
    pub(super) fn start(self, id: IdProspect, seen: Standing, wanted: Standing) {
        let page = self.page;
        if self.save.busy.get_untracked() || untrack(|| page.open_id()).as_ref() != Some(&id) {
            return;
        }
        self.chosen.set(Some((id.clone(), wanted)));
        let row = page.last_row.get_value();
        self.save.start(Wish { id, name: untrack(|| page.title()), seen, wanted, row });
    }
}

/// Creates the change. A request ends even when the panel is closed meanwhile.
pub(super) fn changing(page: PageState) -> Changing {
    let toasts = use_toasts();
    let chosen = RwSignal::new(None);
    let save = mutation(save, move |result: Result<(Wish, ChangeOutcome), ApiError>| {
        let refused = |message: String| {
            let _ = chosen.try_set(None);
            toasts.push(Toast::error("Le statut n’a pas été changé").message(message));
        };
        match result {
            Ok((wish, outcome)) => {
                match outcome {
                    ChangeOutcome::Changed => {
                        // A loss ends the touch: the day's work goes on with the next record.
                        if closed(wish.wanted.statut).is_some() {
                            page.leave(wish.id.clone(), wish.row);
                        }
                        toasts.push(Toast::info("Statut changé").message(wish.told(wish.wanted)));
                    }
                    ChangeOutcome::Stale(now) => refused(["Entre-temps\u{a0}: ", &wish.told(now)].concat()),
                }
                invalidate(&Topic::Prospect(wish.id));
                invalidate(&Topic::Prospects);
            }
            Err(error) => refused(error.message()),
        }
    });
    Changing { page, chosen, save }
}

/// Saves a choice; tries again when something else than the standing changed.
async fn save(wish: Wish) -> Result<(Wish, ChangeOutcome), ApiError> {
    let mut tries = 0;
    loop {
        tries += 1;
        let (record, version) = api::prospects::get_versioned(&wish.id).await?;
        let now = Standing::of(&record);
        if now == wish.wanted {
            return Ok((wish, ChangeOutcome::Changed));
        }
        if !wish.seen.is_still(now) {
            return Ok((wish, ChangeOutcome::Stale(now)));
        }
        match api::prospects::update(&wish.id, &wish.wanted.request(), &version).await {
            Ok(_) => return Ok((wish, ChangeOutcome::Changed)),
            Err(error) if error.status() == Some(412) && tries < TRIES => {}
            Err(error) => return Err(error),
        }
    }
}
