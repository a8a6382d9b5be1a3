//! The interface that each action type implements; the engine does the rest.

use common::rappel::ConversionCompleteRequest;
use common::{CategorieNotification, ErreurChamp, Priorite, TypeAction, TypeNotification, pages};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use futures_util::future::BoxFuture;
use serde_json::{Map, Value};

use super::announce::Announcement;
use super::request::StartRequest;
use super::situation::Situation;
use crate::db::actions::ActionRow;
use crate::db::prospects::{Contact, LockedProspect};
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// The data of an action for the rules of its type. The transaction holds the locks of the prospect and the action.
pub struct Context<'a> {
    /// Shared state: clock, configuration.
    pub state: &'a AppState,
    /// The locked prospect.
    pub prospect: &'a LockedProspect,
    /// The locked action.
    pub action: &'a ActionRow,
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
#[derive(Debug, Default)]
pub struct Checked {
    /// Identifier and label of the session, for the webhook and the events.
    pub session: Option<(i64, String)>,
    /// True when a seat of that session must be held.
    pub hold_seat: bool,
    /// Parameters that the type's webhook and success need.
    pub parametres: Map<String, Value>,
}

/// The outcome of an action that was done without n8n.
pub struct Fallback {
    /// Notification to admins.
    pub announcement: Announcement,
    /// Result of the action.
    pub resultat: Value,
}

/// The rules of one action type.
pub trait Kind: Sync {
    /// Returns the code of the type.
    fn type_action(&self) -> TypeAction;

    /// Returns the path of its webhook, below the base URL.
    fn webhook_path(&self) -> &'static str;

    /// Returns true when the workflow writes to the person: the action is then refused for people on the opposition
    /// list.
    fn contacts_person(&self) -> bool {
        false
    }

    /// Returns the refusal of the action for this prospect, independent of the request. The button and the endpoint
    /// share this rule.
    fn refusal(&self, _situation: &Situation<'_>) -> Option<ApiError> {
        None
    }

    /// Checks the request itself, after [`Kind::refusal`] and the lock that every type has.
    fn check<'a>(
        &'a self,
        conn: &'a mut AsyncPgConnection,
        state: &'a AppState,
        situation: &'a Situation<'a>,
        request: &'a StartRequest<'a>,
    ) -> BoxFuture<'a, ApiResult<Checked>> {
        let _ = (conn, state, situation, request);
        Box::pin(async { Ok(Checked::default()) })
    }

    /// Returns the webhook fields of this type, which override the common ones.
    fn payload<'a>(
        &'a self,
        conn: &'a mut AsyncPgConnection,
        action: &'a ActionRow,
        contact: &'a Contact,
    ) -> BoxFuture<'a, QueryResult<Map<String, Value>>>;

    /// Returns the validated result of a success, or the invalid fields.
    fn result(&self, rappel: &ConversionCompleteRequest) -> Result<Value, Vec<ErreurChamp>>;

    /// Applies a success and returns the notification to admins.
    fn succeed<'a>(
        &'a self,
        conn: &'a mut AsyncPgConnection,
        context: Context<'a>,
        resultat: &'a Value,
    ) -> BoxFuture<'a, ApiResult<Announcement>>;

    /// Does the action without n8n when it is unreachable; most types return `None`.
    fn without_n8n<'a>(
        &'a self,
        _conn: &'a mut AsyncPgConnection,
        _context: Context<'a>,
    ) -> BoxFuture<'a, ApiResult<Option<Fallback>>> {
        Box::pin(async { Ok(None) })
    }
}
