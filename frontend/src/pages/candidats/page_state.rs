//! State of the page of a candidate.

use common::{CandidatDetail, EtatPiece, PieceCandidat};
use leptos::prelude::*;

use crate::state::Query;

/// State that the page shares with its dialog; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct CandidatState {
    /// The candidate with the pieces of the file.
    pub(super) candidat: Query<CandidatDetail>,
    /// True while the dialog that chooses a session is open.
    pub(super) choosing: RwSignal<bool>,
    /// True while the dialog about a piece is open.
    pub(super) noting: RwSignal<bool>,
    /// The piece of that dialog, as the person saw it, and the state that it gets.
    pub(super) piece: RwSignal<Option<(PieceCandidat, EtatPiece)>>,
}

impl CandidatState {
    /// Provides the state.
    pub(super) fn provide(candidat: Query<CandidatDetail>) -> Self {
        let (choosing, noting, piece) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(None));
        let state = Self { candidat, choosing, noting, piece };
        provide_context(state);
        state
    }

    /// Returns the label of the act that gives the candidate a session (tracked).
    pub(super) fn act(self) -> &'static str {
        let has_one = self.candidat.with(|one| one.is_some_and(|one| one.candidat.id_session.is_some()));
        if has_one { "Changer de session" } else { "Choisir une session" }
    }
}

/// Returns the state.
pub(super) fn use_candidat() -> CandidatState {
    expect_context()
}
