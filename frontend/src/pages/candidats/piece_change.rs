//! Saves another state of a piece, unless somebody else changed the piece first.

use common::candidat::ChangePieceRequest;
use common::{CandidatDetail, IdCandidat, PieceCandidat};
use leptos::prelude::{Update as _, untrack};

use super::page_state::{CandidatState, use_candidat};
use crate::api::{self, ApiError};
use crate::parts::form::Form;
use crate::state::{Mutation, Toast, Topic, invalidate, mutation, use_toasts};

/// Maximum number of attempts. The file also changes elsewhere (other pieces, session); the choice is then sent again.
const TRIES: usize = 3;

/// A requested change of a piece.
#[derive(Clone)]
pub(super) struct Wish {
    /// The candidate.
    id: IdCandidat,
    /// The piece that the person saw.
    seen: PieceCandidat,
    /// The new state, reason and link.
    wanted: ChangePieceRequest,
}

/// The outcome of a change without error.
enum ChangeOutcome {
    Changed,
    /// The piece is not any more as it was seen.
    Stale(PieceCandidat),
}

impl Wish {
    /// Creates a wish for a piece of the open candidate; `None` before the candidate is loaded.
    pub(super) fn new(page: CandidatState, seen: PieceCandidat, wanted: ChangePieceRequest) -> Option<Self> {
        let id = untrack(|| page.candidat.with(|one| one.map(|one| one.candidat.id_candidat)));
        id.map(|id| Self { id, seen, wanted })
    }

    fn is_done(&self, now: &PieceCandidat) -> bool {
        now.etat == self.wanted.etat && now.motif == self.wanted.motif && now.lien == self.wanted.lien
    }
}

/// Creates the change; `saved` runs after it. `form` shows why nothing changed, or a toast when the form is closed.
pub(super) fn changing(form: Option<Form<2>>, saved: impl Fn() + Clone + 'static) -> Mutation<Wish> {
    let (page, toasts) = (use_candidat(), use_toasts());
    let refused = move |message: String| {
        toasts.push(Toast::error("La pièce n’a pas été notée").message(message));
    };
    mutation(save, move |result: Result<(Wish, CandidatDetail, ChangeOutcome), ApiError>| match result {
        Ok((wish, one, outcome)) => {
            let told = |now: &PieceCandidat| [&now.libelle, "\u{a0}: ", now.etat.libelle()].concat();
            match outcome {
                ChangeOutcome::Changed => {
                    let wanted = PieceCandidat { etat: wish.wanted.etat, ..wish.seen };
                    toasts.push(Toast::info("Pièce notée").message(told(&wanted)));
                    saved();
                }
                ChangeOutcome::Stale(now) => {
                    let said = ["Entre-temps\u{a0}: ", &told(&now)].concat();
                    let again = [&said, ". Envoyez de nouveau pour garder votre choix."].concat();
                    if form.is_some_and(|form| form.tell([None, None], Some(again))) {
                        page.piece.try_update(|piece| {
                            if let Some((seen, _)) = piece {
                                *seen = now;
                            }
                        });
                    } else {
                        refused(said);
                    }
                }
            }
            for topic in [Topic::Prospect(one.candidat.id_prospect), Topic::Candidats] {
                invalidate(&topic);
            }
        }
        Err(error) => {
            if !form.is_some_and(|form| form.refused(&error)) {
                refused(error.message());
            }
        }
    })
}

/// Saves a choice; tries again when something else than the piece changed.
async fn save(wish: Wish) -> Result<(Wish, CandidatDetail, ChangeOutcome), ApiError> {
    let mut tries = 0;
    loop {
        tries += 1;
        let (one, version) = api::candidats::get_versioned(wish.id).await?;
        let now = one.pieces.iter().find(|piece| piece.code == wish.seen.code).cloned();
        match now {
            Some(now) if wish.is_done(&now) => return Ok((wish, one, ChangeOutcome::Changed)),
            Some(now) if now != wish.seen => return Ok((wish, one, ChangeOutcome::Stale(now))),
            _ => {}
        }
        match api::candidats::change_piece(wish.id, &wish.seen.code, &wish.wanted, &version).await {
            Ok(one) => return Ok((wish, one, ChangeOutcome::Changed)),
            Err(error) if error.status() == Some(412) && tries < TRIES => {}
            Err(error) => return Err(error),
        }
    }
}
