//! Saves another state of a piece, unless somebody else changed the piece first.

use common::candidat::ChangePieceRequest;
use common::{CandidatDetail, IdCandidat, PieceCandidat};

use super::page_state::CandidatState;
use crate::api::{self, ApiError};
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
        let id =
            leptos::prelude::untrack(|| page.candidat.with(|one| one.map(|one| one.candidat.id_candidat)));
        id.map(|id| Self { id, seen, wanted })
    }

    fn is_done(&self, now: &PieceCandidat) -> bool {
        now.etat == self.wanted.etat && now.motif == self.wanted.motif && now.lien == self.wanted.lien
    }
}

/// Creates the change. `refused` gets the error of a refusal and returns true when it shows it; another error is shown
/// in a toast. `saved` runs after a change.
pub(super) fn changing(
    refused: impl Fn(&ApiError) -> bool + Clone + 'static,
    saved: impl Fn() + Clone + 'static,
) -> Mutation<Wish> {
    let toasts = use_toasts();
    mutation(save, move |result: Result<(Wish, CandidatDetail, ChangeOutcome), ApiError>| match result {
        Ok((wish, one, outcome)) => {
            let told = |now: &PieceCandidat| [&now.libelle, "\u{a0}: ", now.etat.libelle()].concat();
            match outcome {
                ChangeOutcome::Changed => {
                    let wanted = PieceCandidat { etat: wish.wanted.etat, ..wish.seen };
                    toasts.push(Toast::info("Pièce notée").message(told(&wanted)));
                }
                ChangeOutcome::Stale(now) => {
                    let said = ["Entre-temps\u{a0}: ", &told(&now)].concat();
                    toasts.push(Toast::error("La pièce n’a pas été notée").message(said));
                }
            }
            saved();
            for topic in [Topic::Prospect(one.candidat.id_prospect), Topic::Candidats] {
                invalidate(&topic);
            }
        }
        Err(error) => {
            if !refused(&error) {
                toasts.push(Toast::error("La pièce n’a pas été notée").message(error.message()));
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
