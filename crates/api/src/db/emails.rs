//! Queries on `historique_emails`: the emails exchanged with prospects.

use chrono::{DateTime, NaiveDate, Utc};
use common::prospect::Email;
use common::{IdProspect, SensEmail};
use diesel::dsl::{max, sql};
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Code;
use super::prepared::Prepared;
use super::schema::{historique_emails, prospects};

/// Condition of the received emails, without a parameter: the planner then sees that the partial index serves it.
const RECEIVED: &str = "sens = 'ENTRANT'";

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

/// An email to insert.
#[derive(Debug, Insertable)]
#[diesel(table_name = historique_emails)]
pub struct NewEmail<'a> {
    /// The prospect who received or sent it.
    pub id_prospect: &'a str,
    /// Received or sent.
    pub sens: Code<SensEmail>,
    /// Subject.
    pub objet: Option<&'a str>,
    /// Summary of the body.
    pub resume: Option<&'a str>,
    /// Body, plain text.
    pub contenu: Option<&'a str>,
    /// Address of the sender.
    pub expediteur: &'a str,
    /// Address of the recipient.
    pub destinataire: &'a str,
    /// When the email was sent.
    pub date_envoi: DateTime<Utc>,
    /// Its Message-ID header (RFC 5322).
    pub message_id: Option<&'a str>,
}

/// Inserts an email, increments the prospect's counter and updates its first and last contacts. Returns the
/// identifier, or `None` when the prospect already has an email with this Message-ID. The caller must hold the lock
/// of the prospect.
pub async fn insert(conn: &mut AsyncPgConnection, email: &NewEmail<'_>) -> QueryResult<Option<i64>> {
    if let Some(message_id) = email.message_id {
        let known = historique_emails::table
            .filter(historique_emails::id_prospect.eq(email.id_prospect))
            .filter(message(historique_emails::message_id).eq(message(message_id)));
        if diesel::select(diesel::dsl::exists(known)).get_result(conn).await? {
            return Ok(None);
        }
    }
    let inserted = Prepared(
        diesel::insert_into(historique_emails::table)
            .values(email)
            .on_conflict((historique_emails::id_prospect, historique_emails::message_id))
            .do_nothing()
            .returning(historique_emails::id_email),
    )
    .get_result(conn)
    .await
    .optional()?;
    if inserted.is_some() {
        let (received, sent) = (prospects::date_dernier_entrant, prospects::date_dernier_sortant);
        let at = || email.date_envoi.into_sql::<Timestamptz>().nullable();
        let (first, last) = (prospects::date_premier_contact, prospects::date_dernier_contact);
        Prepared(diesel::update(prospects::table.find(email.id_prospect)).set((
            prospects::nb_echanges.eq(prospects::nb_echanges + 1),
            first.eq(least(first, email.date_envoi)),
            last.eq(greatest(last, email.date_envoi)),
            (email.sens.0 == SensEmail::Entrant).then(|| received.eq(latest(received, at()))),
            (email.sens.0 == SensEmail::Sortant).then(|| sent.eq(latest(sent, at()))),
        )))
        .execute(conn)
        .await?;
    }
    Ok(inserted)
}

/// Finds an email of a prospect by its Message-ID.
pub async fn find_by_message(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
    message_id: &str,
) -> QueryResult<Option<Email>> {
    let row: Option<EmailRow> = historique_emails::table
        .filter(historique_emails::id_prospect.eq(id.as_str()))
        .filter(message(historique_emails::message_id).eq(message(message_id)))
        .order(historique_emails::id_email)
        .select(EmailRow::as_select())
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(Email::from))
}

/// Finds one email.
pub async fn find(conn: &mut AsyncPgConnection, id_email: i64) -> QueryResult<Email> {
    let row: EmailRow =
        historique_emails::table.find(id_email).select(EmailRow::as_select()).first(conn).await?;
    Ok(row.into())
}

/// Returns the date of the last email received from a prospect, served by an index.
pub async fn last_received(conn: &AsyncPgConnection) -> QueryResult<Option<DateTime<Utc>>> {
    historique_emails::table
        .filter(sql::<Bool>(RECEIVED))
        .select(max(historique_emails::date_envoi))
        .first(&mut &*conn)
        .await
}

/// Lists in order the days, in Paris, with at least one email received from a prospect between two instants.
pub async fn days_with_received(
    conn: &AsyncPgConnection,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> QueryResult<Vec<NaiveDate>> {
    let day = sql::<Date>("(date_envoi AT TIME ZONE 'Europe/Paris')::date");
    historique_emails::table
        .filter(sql::<Bool>(RECEIVED))
        .filter(historique_emails::date_envoi.between(from, to))
        .select(day.clone())
        .distinct()
        .order(day)
        .load(&mut &*conn)
        .await
}

/// Normalises a Message-ID for comparison: mail programs drop its angle brackets and change its case. A prospect has
/// few emails, so no index is needed.
fn message<T: AsExpression<Nullable<Text>>>(id: T) -> lower<btrim<T, &'static str>> {
    lower(btrim(id, " <>"))
}

#[diesel::declare_sql_function]
extern "SQL" {
    /// Returns the earlier of two instants.
    fn least(a: Timestamptz, b: Timestamptz) -> Timestamptz;
    /// Returns the later of two instants.
    fn greatest(a: Timestamptz, b: Timestamptz) -> Timestamptz;
    /// Converts a text to lower case.
    fn lower(text: Nullable<Text>) -> Nullable<Text>;
    /// Removes these characters from both ends of a text.
    fn btrim(text: Nullable<Text>, letters: Text) -> Nullable<Text>;
    /// Returns the later of two instants; a NULL is ignored.
    #[sql_name = "greatest"]
    fn latest(a: Nullable<Timestamptz>, b: Nullable<Timestamptz>) -> Nullable<Timestamptz>;
}

/// Lists a page of the emails of a prospect, newest first.
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

/// Counts the emails exchanged with a prospect.
pub async fn count(conn: &AsyncPgConnection, id: &IdProspect) -> QueryResult<i64> {
    historique_emails::table
        .filter(historique_emails::id_prospect.eq(id.as_str()))
        .count()
        .get_result(&mut &*conn)
        .await
}
