//! Inputs and outcomes of the rules of an action type.

use common::action_result::ActionResult;
use common::{CategorieNotification, IdSession, Priorite, TypeNotification, pages};

use super::announce::Announcement;
use super::parameters::ActionParameters;
use crate::db::actions::ActionRow;
use crate::db::prospects::LockedProspect;
use crate::state::AppState;

/// The data of an action for the rules of its type. The transaction holds the locks of the prospect and the action.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    /// Shared state: clock, configuration.
    pub(super) state: &'a AppState,
    /// The locked prospect.
    pub(super) prospect: &'a LockedProspect,
    /// The locked action.
    pub(super) action: &'a ActionRow,
}

impl Context<'_> {
    /// Tells that the action is done: `what`, in a sentence that begins with the name.
    pub(super) fn done(&self, what: &str) -> Announcement {
        Announcement {
            categorie: CategorieNotification::Prospect,
            type_notification: TypeNotification::ActionSuccess,
            priorite: Priorite::Normale,
            titre: "Action terminée".to_owned(),
            message: format!("{} : {what}.", self.prospect.nom_complet()),
            lien: pages::prospect(&self.action.id_prospect.0),
        }
    }
}

/// The outcome of the check of a request.
#[derive(Debug)]
pub(super) struct Checked {
    /// Identifier and label of the session, for the webhook and the events.
    pub(super) session: Option<(IdSession, String)>,
    /// True when a seat of that session must be held.
    pub(super) hold_seat: bool,
    /// Parameters to store, which the type's webhook and success need.
    pub(super) parameters: ActionParameters,
}

impl Checked {
    /// Creates the outcome for an action without a session.
    pub(super) fn without_session(parameters: ActionParameters) -> Self {
        Self { session: None, hold_seat: false, parameters }
    }
}

/// The outcome of an action that was done without n8n.
pub(super) struct Fallback {
    /// Notification to admins.
    pub(super) announcement: Announcement,
    /// Result of the action.
    pub(super) result: ActionResult,
}
