//! Writes the notifications and journal entries of actions, in the transaction of the event.

use chrono::{DateTime, Utc};
use common::{Audience, CategorieNotification, IdLot, Priorite, Severite, TypeNotification};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use serde_json::json;

use crate::db::actions::ActionRow;
use crate::db::journal_erreurs::NewJournalErreur;
use crate::db::notifications::NewNotification;
use crate::db::{self, Code, RowId};
use crate::error::ErrorCode;
use crate::journal;

/// A notification to the ADMIN audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// The domain of the notification.
    pub categorie: CategorieNotification,
    /// The kind of event.
    pub type_notification: TypeNotification,
    /// The priority.
    pub priorite: Priorite,
    /// Short title, in French.
    pub titre: String,
    /// Sentence, in French.
    pub message: String,
    /// Path of the back-office page about its subject.
    pub lien: String,
}

impl Announcement {
    /// Inserts the notification of an action; one of a bulk change has none, because the end of the lot tells it.
    pub(super) async fn write_of(
        self,
        conn: &AsyncPgConnection,
        id_lot: Option<IdLot>,
        now: DateTime<Utc>,
    ) -> QueryResult<()> {
        if id_lot.is_some() { Ok(()) } else { self.write(conn, now).await }
    }

    /// Inserts the notification; it becomes visible when the transaction commits.
    pub(crate) async fn write(self, conn: &AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<()> {
        db::notifications::insert(conn, &self.row(now)).await.map(|_| ())
    }

    fn row(self, now: DateTime<Utc>) -> NewNotification {
        NewNotification {
            categorie: Code(self.categorie),
            type_: Code(self.type_notification),
            priorite: Code(self.priorite),
            titre: self.titre,
            message: self.message,
            audience: Code(Audience::Admin),
            lien_action: Some(self.lien),
            date_creation: now,
            destinataire: None,
        }
    }
}

/// Inserts notifications; they become visible when the transaction commits.
pub(super) async fn write_all(
    conn: &AsyncPgConnection,
    announcements: Vec<Announcement>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let rows: Vec<_> = announcements.into_iter().map(|one| one.row(now)).collect();
    db::notifications::insert_all(conn, &rows).await
}

/// The failure of an action, for the error journal.
pub(super) struct Failure<'a> {
    /// The failed action.
    pub action: &'a ActionRow,
    /// Name of the n8n workflow, when n8n gives it.
    pub workflow: Option<&'a str>,
    /// Name of the n8n node.
    pub noeud: Option<&'a str>,
    /// Message of the failure.
    pub message: &'a str,
    /// Message for the log, without n8n's own text, which may name a person.
    pub logged: &'a str,
    /// HTTP status of the last attempt.
    pub http: Option<u16>,
    /// Code of our own rule that ended it.
    pub code: Option<ErrorCode>,
    /// Severity of the failure.
    pub severite: Severite,
}

impl Failure<'_> {
    /// Logs the failure, inserts it in the error journal and returns the entry's identifier. Returns `None` when the
    /// database refuses the entry; nothing else is lost then.
    pub(super) async fn write(&self, conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Option<i64> {
        let action = self.action;
        tracing::warn!(
            id_conversion = action.id().get(),
            type_action = action.type_action().as_str(),
            http_status = self.http,
            reason = self.logged,
            "action failed"
        );
        let mut donnees = json!({
            "idConversion": action.id(),
            "idProspect": action.id_prospect.0,
            "typeAction": action.type_action(),
            "tentatives": action.tentatives,
            "statutHttp": self.http,
            "executionId": action.execution_id,
        });
        if let Some(code) = self.code {
            donnees["code"] = json!(code.as_str());
        }
        let entry = NewJournalErreur {
            date_erreur: now,
            nom_workflow: self.workflow.unwrap_or(action.type_action().as_str()),
            nom_noeud: self.noeud,
            message_erreur: self.message,
            donnees_entree: Some(donnees),
            severite: Code(self.severite),
            id_conversion: Some(RowId(action.id())),
        };
        journal::record(conn, &entry).await
    }
}
