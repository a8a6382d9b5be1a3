//! An error that n8n reports: an entry, a notification when nobody would see it otherwise.

use chrono::{DateTime, Utc};
use common::journal::NewJournalErreurRequest;
use common::{
    Audience, CategorieNotification, ErreurChamp, JournalErreur, Priorite, Severite, TypeNotification,
};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use serde_json::Value;

use super::secrets::Mask;
use crate::db::journal_erreurs::NewJournalErreur;
use crate::db::notifications::NewNotification;
use crate::db::{self, Code};
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// Characters of a message that a notification shows.
const MESSAGE_SHOWN: usize = 200;

/// What n8n reports, in the form in which it is kept.
struct Report {
    workflow: String,
    noeud: Option<String>,
    message: String,
    donnees: Option<Value>,
    severite: Severite,
}

/// Writes an error that n8n reports; returns the entry. The log says so too, whatever the database
/// says, without n8n's own words: they may name a person. A signed `message` that came before is the entry that it made.
///
/// # Errors
/// 422 when the workflow or the message is blank.
pub async fn report_error(
    state: &AppState,
    request: NewJournalErreurRequest,
    message: Option<&str>,
) -> ApiResult<JournalErreur> {
    let report = Report::read(request, &Mask::new(&state.config.n8n))?;
    let id_conversion = report.donnees.as_ref().and_then(|donnees| donnees["idConversion"].as_i64());
    tracing::warn!(
        workflow = report.workflow,
        noeud = report.noeud,
        severite = report.severite.as_str(),
        id_conversion,
        "n8n reports an error"
    );
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

impl Report {
    fn read(request: NewJournalErreurRequest, mask: &Mask<'_>) -> ApiResult<Self> {
        let trimmed = |text: &str| text.trim().to_owned();
        let report = Self {
            workflow: trimmed(&request.nom_workflow),
            noeud: request.nom_noeud.as_deref().map(trimmed).filter(|noeud| !noeud.is_empty()),
            message: mask.text(request.message_erreur.trim()),
            donnees: request.donnees_entree.map(|donnees| mask.json(donnees)),
            severite: request.severite.unwrap_or(Severite::Erreur),
        };
        let blank: Vec<ErreurChamp> = [("nomWorkflow", &report.workflow), ("messageErreur", &report.message)]
            .into_iter()
            .filter(|(_, text)| text.is_empty())
            .map(|(champ, _)| ErreurChamp {
                champ: champ.to_owned(),
                code: "LONGUEUR".to_owned(),
                message: "Au moins un caractère qui ne soit pas une espace.".to_owned(),
            })
            .collect();
        if blank.is_empty() { Ok(report) } else { Err(ApiError::validation(blank)) }
    }

    /// Writes the entry, linked to the action it names when there is one; also tells whether admins are notified.
    async fn write(
        &self,
        conn: &mut AsyncPgConnection,
        id_conversion: Option<i64>,
        now: DateTime<Utc>,
    ) -> ApiResult<(JournalErreur, bool)> {
        let action = match id_conversion {
            Some(id) => db::conversions::find(conn, id).await?,
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
        // The end of an action announces itself: telling its error apart would be telling it twice.
        let notification = self.notification(id, now).filter(|_| action.is_none());
        if let Some(notification) = &notification {
            db::notifications::insert(conn, notification).await?;
        }
        let entry = db::journal_erreurs::find(conn, id).await?.ok_or(diesel::result::Error::NotFound)?;
        Ok((entry, notification.is_some()))
    }

    /// What admins are told; nothing of what does not matter to them at once.
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
            lien_action: Some(format!("/admin/logs?entree={id}")),
            date_creation: now,
        })
    }
}

/// At most `limit` characters of a text; an ellipsis says that there were more.
fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some(_) => text.chars().take(limit - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_message_is_cut_between_characters() {
        assert_eq!(cut("Été 💎", 5), "Été 💎");
        assert_eq!(cut("Été 💎💎", 5), "Été …");
        assert_eq!(cut("", 5), "");
    }
}
