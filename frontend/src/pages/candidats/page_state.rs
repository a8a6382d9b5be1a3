//! State of the page of a candidate.

use common::Candidat;
use leptos::prelude::*;

use crate::state::Query;

/// State that the page shares with its dialog; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct CandidatState {
    /// The candidate.
    pub(super) candidat: Query<Candidat>,
    /// True while the dialog that chooses a session is open.
    pub(super) choosing: RwSignal<bool>,
}

impl CandidatState {
    /// Provides the state.
    pub(super) fn provide(candidat: Query<Candidat>) -> Self {
        let state = Self { candidat, choosing: RwSignal::new(false) };
        provide_context(state);
        state
    }

    /// Returns the label of the act that gives the candidate a session (tracked).
    pub(super) fn act(self) -> &'static str {
        let has_one = self.candidat.with(|one| one.is_some_and(|one| one.id_session.is_some()));
        if has_one { "Changer de session" } else { "Choisir une session" }
    }
}

/// Returns the state.
pub(super) fn use_candidat() -> CandidatState {
    expect_context()
}
