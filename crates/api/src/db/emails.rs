//! `historique_emails`: every email exchanged with a prospect.

use chrono::{DateTime, Utc};
use common::prospect::Email;
use common::{IdProspect, SensEmail};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Code;
use super::schema::historique_emails;

/// An email, as stored.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = historique_emails)]
struct EmailRow {
    id_email: i64,
    sens: Code<SensEmail>,
    objet: Option<String>,
    resume: Option<String>,
    contenu: Option<String>,
    expediteur: String,
    destinataire: String,
    date_envoi: DateTime<Utc>,
}

impl From<EmailRow> for Email {
    fn from(row: EmailRow) -> Self {
        Self {
            id_email: row.id_email,
            sens: row.sens.0,
            objet: row.objet,
            resume: row.resume,
            contenu: row.contenu,
            expediteur: row.expediteur,
            destinataire: row.destinataire,
            date_envoi: row.date_envoi.into(),
        }
    }
}

/// A page of the emails of a prospect, newest first.
pub async fn list(
    conn: &AsyncPgConnection,
    id: &IdProspect,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<Email>> {
    let rows: Vec<EmailRow> = historique_emails::table
        .filter(historique_emails::id_prospect.eq(id.as_str()))
        .order((historique_emails::date_envoi.desc(), historique_emails::id_email.desc()))
        .offset(offset)
        .limit(limit)
        .select(EmailRow::as_select())
        .load(&mut &*conn)
        .await?;
    Ok(rows.into_iter().map(Email::from).collect())
}

/// How many emails were exchanged with a prospect.
pub async fn count(conn: &AsyncPgConnection, id: &IdProspect) -> QueryResult<i64> {
    historique_emails::table
        .filter(historique_emails::id_prospect.eq(id.as_str()))
        .count()
        .get_result(&mut &*conn)
        .await
}
