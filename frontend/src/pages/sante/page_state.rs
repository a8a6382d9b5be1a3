//! Shared state of the page: the report and the figures of the stream, kept up to date, and the tests of workflows.

use std::time::Duration;

use common::TypeAction;
use common::notification::StatistiquesFlux;
use common::sante::{ResultatCanari, Sante, SanteWorkflow};
use leptos::prelude::*;

use crate::api::{self, ApiError};
use crate::state::{Keep, Mutation, Query, Toast, Topic, mutation, query, use_toasts};

/// Refresh interval while the page is visible, for data without events (connections, workers).
const EVERY: Duration = Duration::from_secs(30);

/// State of the page; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct SanteState {
    /// The health report.
    pub(super) sante: Query<Sante>,
    /// Figures of the live stream.
    pub(super) flux: Query<StatistiquesFlux>,
}

impl SanteState {
    /// Creates the state and provides it to the page.
    pub(super) fn provide() -> Self {
        let concerns = |(): &(), topic: &Topic| matches!(topic, Topic::Notifications | Topic::Prospects);
        let sante = query(Keep::Across, || Some(()), concerns, |()| api::sante::get());
        let flux = query(Keep::Across, || Some(()), concerns, |()| api::notifications::statistics());
        let state = Self { sante, flux };
        state.read_again_and_again();
        provide_context(state);
        state
    }

    /// Reads the report and the figures again now.
    pub(super) fn refetch(self) {
        self.sante.refetch();
        self.flux.refetch();
    }

    fn read_again_and_again(self) {
        let seen = move || {
            if !document().hidden() {
                self.refetch();
            }
        };
        if let Ok(timer) = set_interval_with_handle(seen, EVERY) {
            on_cleanup(move || timer.clear());
        }
    }

    /// Returns the workflow of an action (tracked).
    pub(super) fn workflow(self, type_action: TypeAction) -> Option<SanteWorkflow> {
        self.sante.with(|sante| sante?.workflows.iter().find(|one| one.type_action == type_action).cloned())
    }

    /// Sends a test ping to the workflow of an action, or to all four; the result appears in the report.
    pub(super) fn ping(self, type_action: Option<TypeAction>) -> Mutation<()> {
        let toasts = use_toasts();
        mutation(
            move |()| api::sante::ping(type_action),
            move |result: Result<Vec<ResultatCanari>, ApiError>| match result {
                Ok(found) => {
                    self.sante.refetch();
                    if found.iter().all(|one| !one.nouveau) {
                        toasts.push(Toast::info("Déjà testé il y a quelques secondes"));
                    }
                }
                Err(error) => {
                    toasts.push(Toast::error("Le test n’a pas pu être fait").message(error.message()));
                }
            },
        )
    }
}

/// Returns the state of the surrounding page.
pub(super) fn use_sante() -> SanteState {
    expect_context()
}
