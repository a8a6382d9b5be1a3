//! What people are told: notifications, written in the transaction of what they tell.

use chrono::{DateTime, Utc};
use common::{Audience, CategorieNotification, Priorite, Severite, TypeNotification, pages};
use diesel::QueryResult;
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use serde_json::json;

use super::kind::Context;
use crate::db::conversions::ConversionRow;
use crate::db::journal_erreurs::NewJournalErreur;
use crate::db::notifications::NewNotification;
use crate::db::{self, Code};

/// A notification to the administration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// What it speaks of.
    pub categorie: CategorieNotification,
    /// What happened.
    pub type_notification: TypeNotification,
    /// How much it matters.
    pub priorite: Priorite,
    /// Short French title.
    pub titre: String,
    /// French sentence.
    pub message: String,
    /// Path in the back-office.
    pub lien: String,
}

impl Announcement {
    /// Somebody's action is done: `what`, in a sentence that begins with the name.
    pub(super) fn done(context: &Context<'_>, what: &str) -> Self {
        Self {
            categorie: CategorieNotification::Prospect,
            type_notification: TypeNotification::ActionSuccess,
            priorite: Priorite::Normale,
            titre: "Action terminée".to_owned(),
            message: format!("{} : {what}.", context.prospect.nom_complet()),
            lien: pages::prospect(&context.action.id_prospect.0),
        }
    }

    /// Writes it down; it is seen when the transaction commits.
    pub(crate) async fn write(self, conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<()> {
        let notification = NewNotification {
            categorie: Code(self.categorie),
            type_: Code(self.type_notification),
            priorite: Code(self.priorite),
            titre: self.titre,
            message: self.message,
            audience: Code(Audience::Admin),
            lien_action: Some(self.lien),
            date_creation: now,
        };
        db::notifications::insert(conn, &notification).await.map(|_| ())
    }
}

/// A failure of an action, for the journal of errors.
pub(super) struct Failure<'a> {
    /// The action.
    pub action: &'a ConversionRow,
    /// The n8n workflow when n8n names it.
    pub workflow: Option<&'a str>,
    /// The n8n node.
    pub noeud: Option<&'a str>,
    /// Why.
    pub message: &'a str,
    /// The same for the log, where n8n's own words have no place: they may name a person.
    pub logged: &'a str,
    /// HTTP status of the last attempt.
    pub http: Option<u16>,
    /// How serious it is.
    pub severite: Severite,
}

impl Failure<'_> {
    /// Writes it to the journal; returns the entry. The log has it too, whatever the database says, and a database that
    /// refuses the entry costs nothing else: `None` then.
    pub(super) async fn write(&self, conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Option<i64> {
        let action = self.action;
        tracing::warn!(
            id_conversion = action.id_conversion,
            type_action = action.type_action().as_str(),
            http_status = self.http,
            reason = self.logged,
            "action failed"
        );
        let entry = NewJournalErreur {
            date_erreur: now,
            nom_workflow: self.workflow.unwrap_or(action.type_action().as_str()),
            nom_noeud: self.noeud,
            message_erreur: self.message,
            donnees_entree: Some(json!({
                "idConversion": action.id_conversion,
                "idProspect": action.id_prospect.0,
                "typeAction": action.type_action(),
                "tentatives": action.tentatives,
                "statutHttp": self.http,
                "executionId": action.execution_id,
            })),
            severite: Code(self.severite),
            id_conversion: Some(action.id_conversion),
        };
        // A savepoint: what is refused must not undo the end of the action around it.
        let written = conn.transaction(async |conn| db::journal_erreurs::insert(conn, &entry).await).await;
        let not_written = |error: &diesel::result::Error| {
            let id_conversion = action.id_conversion;
            tracing::error!(error = error.to_string(), id_conversion, "journal entry refused");
        };
        written.inspect_err(not_written).ok()
    }
}
