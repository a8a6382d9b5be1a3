//! State of the page: the lists, and the subject of the open dialog.

use common::Liste;
use common::catalogue::{Formation, SessionFormation};
use leptos::prelude::*;

use crate::model::catalogue::Filters;
use crate::parts::address::{Address, History};
use crate::parts::dialog_form::closing;
use crate::state::{Keep, Query, Toast, Topic, invalidate, query, use_toasts};
use crate::{api, paths};

/// State that the parts of the page share; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct SessionsState {
    /// Filters in the URL.
    pub(super) address: Address<Filters>,
    /// The sessions.
    pub(super) list: Query<Liste<SessionFormation>>,
    /// Every formation, archived ones too.
    pub(super) formations: Query<Vec<Formation>>,
    /// Session of the open dialog; `None` for a new one.
    pub(super) session: RwSignal<Option<SessionFormation>>,
    /// True while the form of a session is open.
    pub(super) editing: RwSignal<bool>,
    /// True while the dialog that copies a session is open.
    pub(super) copying: RwSignal<bool>,
    /// True while the dialog that cancels a session is open.
    pub(super) cancelling: RwSignal<bool>,
    /// True while the waiting list of a session is open.
    pub(super) waiting: RwSignal<bool>,
    /// Formation of the open dialog; `None` for a new one.
    pub(super) formation: RwSignal<Option<Formation>>,
    /// True while the form of a formation is open.
    pub(super) describing: RwSignal<bool>,
    /// True while the form of the required documents is open.
    pub(super) requiring: RwSignal<bool>,
    /// True while the dialog that archives a formation, or takes it back, is open.
    pub(super) archiving: RwSignal<bool>,
}

impl SessionsState {
    /// Creates the state and provides it to the page.
    pub(super) fn provide() -> Self {
        let address: Address<Filters> = Address::at(paths::SESSIONS);
        let list = query(
            Keep::Across,
            move || Some(address.now.get()),
            |_, topic| matches!(topic, Topic::Catalogue | Topic::Candidats),
            |filters| api::catalogue::session_list(&filters.asked()),
        );
        let formations = query(
            Keep::Across,
            || Some(()),
            |(), topic| *topic == Topic::Catalogue,
            |()| api::catalogue::whole_formations(),
        );
        let closed = || RwSignal::new(false);
        let state = Self {
            address,
            list,
            formations,
            session: RwSignal::new(None),
            editing: closed(),
            copying: closed(),
            cancelling: closed(),
            waiting: closed(),
            formation: RwSignal::new(None),
            describing: closed(),
            requiring: closed(),
            archiving: closed(),
        };
        provide_context(state);
        state
    }

    /// Changes the filters and returns to the first page.
    pub(super) fn filter(self, change: impl FnOnce(Filters) -> Filters) {
        let wish = Filters { page: 1, ..change(self.address.now.get_untracked()) };
        self.address.go(&wish, History::Push);
    }

    /// Returns true while a dialog is open (tracked).
    pub(super) fn has_dialog(self) -> bool {
        let dialogs =
            [self.editing, self.copying, self.cancelling, self.describing, self.requiring, self.archiving];
        dialogs.iter().any(|open| open.get())
    }

    /// Opens a dialog about a session; `None` for a new one.
    pub(super) fn about_session(self, session: Option<SessionFormation>, dialog: RwSignal<bool>) {
        self.session.set(session);
        dialog.set(true);
    }

    /// Opens a dialog about a formation; `None` for a new one.
    pub(super) fn about_formation(self, formation: Option<Formation>, dialog: RwSignal<bool>) {
        self.formation.set(formation);
        dialog.set(true);
    }

    /// Returns the name of a formation, or its code until the formations are loaded (tracked).
    pub(super) fn name_of(self, code: &str) -> String {
        let named = self.formations.with(|all| {
            all.and_then(|all| all.iter().find(|one| one.code == code).map(|one| one.nom.clone()))
        });
        named.unwrap_or_else(|| code.to_owned())
    }
}

/// Returns the state of the page.
pub(super) fn use_sessions() -> SessionsState {
    expect_context()
}

/// Returns a function that closes a dialog after a change, tells it and loads the catalogue again.
pub(super) fn when_done(open: RwSignal<bool>) -> impl Fn(&'static str, String) + Copy + 'static {
    let (toasts, close) = (use_toasts(), closing(open));
    move |title, what| {
        close();
        toasts.push(Toast::info(title).message(what));
        invalidate(&Topic::Catalogue);
    }
}
