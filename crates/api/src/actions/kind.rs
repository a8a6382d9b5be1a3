//! What an action's type says of itself. Everything else is the engine's.

use common::rappel::ConversionCompleteRequest;
use common::{CategorieNotification, ErreurChamp, Priorite, TypeAction, TypeNotification};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use futures_util::future::BoxFuture;
use serde_json::{Map, Value};

use super::announce::{Announcement, prospect_path};
use super::request::StartRequest;
use super::situation::Situation;
use crate::db::conversions::ConversionRow;
use crate::db::prospects::{Contact, LockedProspect};
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// What a rule of a type works on, inside the engine's transaction: the prospect and the action are locked.
pub struct Context<'a> {
    /// The shared state (clock, configuration).
    pub state: &'a AppState,
    /// The prospect.
    pub prospect: &'a LockedProspect,
    /// The action.
    pub action: &'a ConversionRow,
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
            lien: prospect_path(&self.action.id_prospect.0),
        }
    }
}

/// What the check of a request decides.
#[derive(Debug, Default)]
pub struct Checked {
    /// The session to name in the webhook and in the trace.
    pub session: Option<(i64, String)>,
    /// Whether a seat of that session is to be held.
    pub hold_seat: bool,
    /// What the type's own webhook and success will need.
    pub parametres: Map<String, Value>,
}

/// What came of an action that n8n could not be told of.
pub struct Fallback {
    /// What admins are told.
    pub announcement: Announcement,
    /// What was made without n8n.
    pub resultat: Value,
}

/// One of the four types of action.
pub trait Kind: Sync {
    /// Its code.
    fn type_action(&self) -> TypeAction;

    /// Path of its webhook, below the base URL.
    fn webhook_path(&self) -> &'static str;

    /// True when the workflow writes to the person: such an action is refused for people on the opposition list.
    fn contacts_person(&self) -> bool {
        false
    }

    /// Why the action can't be asked for somebody in this situation, whatever the request says: the button and the
    /// request are refused by the same rule.
    fn refusal(&self, _situation: &Situation<'_>) -> Option<ApiError> {
        None
    }

    /// Whether the request itself may start, beyond [`Kind::refusal`] and the lock that every type has.
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

    /// What its envelope holds besides what every envelope holds; its fields win over those.
    fn payload<'a>(
        &'a self,
        conn: &'a mut AsyncPgConnection,
        action: &'a ConversionRow,
        contact: &'a Contact,
    ) -> BoxFuture<'a, QueryResult<Map<String, Value>>>;

    /// The result of a success, or the fields at fault.
    fn result(&self, rappel: &ConversionCompleteRequest) -> Result<Value, Vec<ErreurChamp>>;

    /// What a success changes, and what admins are told.
    fn succeed<'a>(
        &'a self,
        conn: &'a mut AsyncPgConnection,
        context: Context<'a>,
        resultat: &'a Value,
    ) -> BoxFuture<'a, ApiResult<Announcement>>;

    /// What can be done without n8n when it is unreachable: nothing, for most.
    fn without_n8n<'a>(
        &'a self,
        _conn: &'a mut AsyncPgConnection,
        _context: Context<'a>,
    ) -> BoxFuture<'a, ApiResult<Option<Fallback>>> {
        Box::pin(async { Ok(None) })
    }
}
