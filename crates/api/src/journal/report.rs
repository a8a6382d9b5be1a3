//! Records an error that n8n reports, and notifies admins unless the end of an action already does.

use chrono::{DateTime, Utc};
use common::journal::NewJournalErreurRequest;
use common::lenient::integer_of;
use common::{
    Audience, CategorieNotification, IdAction, JournalErreur, Priorite, Severite, TypeNotification, pages,
};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use serde_json::Value;

use super::named::Named;
use crate::db::journal_erreurs::NewJournalErreur;
use crate::db::notifications::NewNotification;
use crate::db::rgpd::EFFACE;
use crate::db::{self, Code};
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;
use crate::truncation::{cut, limit};

/// Maximum number of characters of the message in a notification.
const MESSAGE_SHOWN: usize = 200;

/// A normalised report.
struct Report {
    workflow: String,
    noeud: Option<String>,
    message: String,
    donnees: Option<Value>,
    severite: Severite,
}

/// Maximum length of a message, in characters.
const MESSAGE_LIMIT: usize = 10_000;
/// Maximum length of an unreadable report, in characters.
const UNREAD_LIMIT: usize = 50_000;

/// Records an error of n8n and returns the entry. Logs it as well, even if the database fails, without n8n's own
/// text, which may name a person. The entry tells the part of the request that was `ignored`. A signed `message` that is
/// repeated returns its first entry.
pub async fn report_error(
    state: &AppState,
    request: NewJournalErreurRequest,
    ignored: Option<&str>,
    message: Option<&str>,
) -> ApiResult<JournalErreur> {
    let report = Report::read(request, ignored);
    let number = report.donnees.as_ref().and_then(|donnees| integer_of(&donnees["idConversion"]));
    let id_conversion = number.map(IdAction::from);
    tracing::warn!(severite = report.severite.as_str(), id_conversion = number, "n8n reports an error");
    let now = state.clock.now();
    let mut conn = state.pool.get().await?;
    let written = conn.transaction::<_, ApiError, _>(async |conn| {
        let Some(message) = message else { return report.write(conn, id_conversion, now).await };
        let made = db::messages_signes::lock_entry(conn, message).await?;
        let before = match made {
            Some(id) => db::journal_erreurs::find(conn, id).await?,
            None => None,
        };
        if let Some(before) = before {
            return Ok((before, false));
        }
        let (entry, announced) = report.write(conn, id_conversion, now).await?;
        db::messages_signes::set_entry(conn, message, entry.id).await?;
        Ok((entry, announced))
    });
    let (entry, announced) = written.await?;
    if announced {
        state.wake.changed();
    }
    Ok(entry)
}

/// Turns an unreadable body into a report, so that no error is lost over its format.
pub fn unread_report(error: &ApiError, text: &str) -> NewJournalErreurRequest {
    let donnees = serde_json::from_str(text).unwrap_or_else(|_| Value::from(cut(text, UNREAD_LIMIT)));
    NewJournalErreurRequest {
        nom_workflow: String::new(),
        nom_noeud: None,
        message_erreur: format!("Rapport d’erreur illisible : {}", error.reason()),
        donnees_entree: Some(donnees),
        severite: None,
    }
}

impl Report {
    fn read(request: NewJournalErreurRequest, ignored: Option<&str>) -> Self {
        let named = |text: &str, without: &str, limit| match text.trim() {
            "" => without.to_owned(),
            text => cut(text, limit),
        };
        let note = ignored.map(|ignored| format!("\n[{ignored}]")).unwrap_or_default();
        let room = MESSAGE_LIMIT.saturating_sub(note.chars().count());
        let noeud = request.nom_noeud.as_deref().map(|noeud| named(noeud, "", limit::NAME));
        Self {
            workflow: named(&request.nom_workflow, "(sans nom)", limit::NAME),
            noeud: noeud.filter(|noeud| !noeud.is_empty()),
            message: named(&request.message_erreur, "(sans message)", room) + &note,
            donnees: request.donnees_entree,
            severite: request.severite.unwrap_or(Severite::Erreur),
        }
    }

    /// Inserts the entry, linked to the action that it names, if any. Returns also true when admins are notified.
    async fn write(
        &self,
        conn: &mut AsyncPgConnection,
        id_conversion: Option<IdAction>,
        now: DateTime<Utc>,
    ) -> ApiResult<(JournalErreur, bool)> {
        // A report may arrive after the anonymisation of a person that it mentions: none of their data may return.
        let named = Named::of(&self.text());
        if db::rgpd::is_any_anonymised(conn, &named.prospects, &named.actions).await? {
            return self.erased().write_as_is(conn, id_conversion, now).await;
        }
        self.write_as_is(conn, id_conversion, now).await
    }

    /// Returns all texts of the report.
    fn text(&self) -> String {
        let donnees = self.donnees.as_ref().map(Value::to_string).unwrap_or_default();
        [&self.workflow, self.noeud.as_deref().unwrap_or_default(), &self.message, &donnees].join("\n")
    }

    /// Returns the report without its texts, for a person who was anonymised.
    fn erased(&self) -> Self {
        Self {
            workflow: EFFACE.to_owned(),
            noeud: None,
            message: EFFACE.to_owned(),
            donnees: None,
            severite: self.severite,
        }
    }

    async fn write_as_is(
        &self,
        conn: &mut AsyncPgConnection,
        id_conversion: Option<IdAction>,
        now: DateTime<Utc>,
    ) -> ApiResult<(JournalErreur, bool)> {
        let action = match id_conversion {
            Some(id) => db::actions::find(conn, id).await?,
            None => None,
        };
        let entry = NewJournalErreur {
            date_erreur: now,
            nom_workflow: &self.workflow,
            nom_noeud: self.noeud.as_deref(),
            message_erreur: &self.message,
            donnees_entree: self.donnees.clone(),
            severite: Code(self.severite),
            id_conversion: action.as_ref().map(|action| action.id_conversion),
        };
        let id = db::journal_erreurs::insert(conn, &entry).await?;
        // The end of an action has its own notification, so its error needs none.
        let notification = self.notification(id, now).filter(|_| action.is_none());
        if let Some(notification) = &notification {
            db::notifications::insert(conn, notification).await?;
        }
        let entry = db::journal_erreurs::find(conn, id).await?.ok_or(diesel::result::Error::NotFound)?;
        Ok((entry, notification.is_some()))
    }

    /// Returns the notification to admins; `None` for low severities.
    fn notification(&self, id: i64, now: DateTime<Utc>) -> Option<NewNotification> {
        let priorite = match self.severite {
            Severite::Critique => Priorite::Urgente,
            Severite::Erreur => Priorite::Haute,
            Severite::Warning | Severite::Info => return None,
        };
        Some(NewNotification {
            categorie: Code(CategorieNotification::System),
            type_: Code(TypeNotification::Erreur),
            priorite: Code(priorite),
            titre: "Erreur n8n".to_owned(),
            message: format!("{} : {}", self.workflow, cut(&self.message, MESSAGE_SHOWN)),
            audience: Code(Audience::Admin),
            lien_action: Some(pages::erreur(id)),
            date_creation: now,
            destinataire: None,
        })
    }
}
