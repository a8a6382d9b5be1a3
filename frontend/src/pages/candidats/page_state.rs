//! State of the page of a candidate.

use common::{Candidat, CandidatDetail, EtatPiece, PieceCandidat};
use leptos::prelude::*;

use crate::model::decision::Act;
use crate::reactive::{Memo, memo};
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
    /// True while the dialog of the chosen act is open.
    pub(super) deciding: RwSignal<bool>,
    /// The act of that dialog.
    pub(super) chosen: RwSignal<Act>,
}

impl CandidatState {
    /// Provides the state.
    pub(super) fn provide(candidat: Query<CandidatDetail>) -> Self {
        let state = Self {
            candidat,
            choosing: RwSignal::new(false),
            noting: RwSignal::new(false),
            piece: RwSignal::new(None),
            deciding: RwSignal::new(false),
            chosen: RwSignal::new(Act::Refuse),
        };
        provide_context(state);
        state
    }

    /// Creates a memo of a part of the candidate, so that an unrelated change does not redraw the focused element.
    pub(super) fn part<T>(self, look: fn(&Candidat) -> T) -> Memo<Option<T>>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        memo(move || self.candidat.with(|one| one.map(|one| look(&one.candidat))))
    }

    /// Opens the dialog of an act.
    pub(super) fn decide(self, act: Act) {
        self.chosen.set(act);
        self.deciding.set(true);
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
