//! Queries on `notifications`. [`lues`] holds read marks and unread counts, [`flux`] the order of the live stream.

pub mod flux;
pub mod lues;

use chrono::{DateTime, Utc};
use common::notification::Notification;
use common::{Audience, CategorieNotification, IdUtilisateur, Priorite, TypeNotification};
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel::sql_types::{Array, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::prepared::{Prepared, each};
use super::schema::notifications;
use super::{Code, RowId};

/// A notification, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = notifications)]
pub struct NotificationRow {
    id: i64,
    categorie: Code<CategorieNotification>,
    type_: Code<TypeNotification>,
    priorite: Code<Priorite>,
    titre: String,
    message: String,
    audience: Code<Audience>,
    lien_action: Option<String>,
    date_creation: DateTime<Utc>,
    destinataire: Option<RowId<IdUtilisateur>>,
}

impl NotificationRow {
    /// Returns the only account of the audience that receives it; `None` for the whole audience.
    pub fn recipient(&self) -> Option<IdUtilisateur> {
        self.destinataire.map(|RowId(id)| id)
    }
}

/// Keeps the notifications of an audience as a whole and those of this account.
#[auto_type(no_type_alias)]
fn is_for(id: RowId<IdUtilisateur>) -> _ {
    notifications::destinataire.is_null().or(notifications::destinataire.eq(id))
}

impl From<NotificationRow> for Notification {
    fn from(row: NotificationRow) -> Self {
        Self {
            id: row.id,
            categorie: row.categorie.0,
            type_notification: row.type_.0,
            priorite: row.priorite.0,
            titre: row.titre,
            message: row.message,
            audience: row.audience.0,
            lien_action: row.lien_action,
            date_creation: row.date_creation.into(),
        }
    }
}

/// A notification to insert.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = notifications)]
pub struct NewNotification {
    /// The domain of the notification.
    pub categorie: Code<CategorieNotification>,
    /// The kind of event.
    pub type_: Code<TypeNotification>,
    /// The priority.
    pub priorite: Code<Priorite>,
    /// Short title, in French.
    pub titre: String,
    /// Sentence, in French.
    pub message: String,
    /// The audience that receives it.
    pub audience: Code<Audience>,
    /// Path of the back-office page about its subject.
    pub lien_action: Option<String>,
    /// When it is created.
    pub date_creation: DateTime<Utc>,
    /// The only account of the audience that receives it; `None` for the whole audience.
    pub destinataire: Option<RowId<IdUtilisateur>>,
}

/// Inserts a notification and returns its identifier. After the commit, call [`crate::notifications::Wake::changed`]
/// to send it.
pub async fn insert(conn: &AsyncPgConnection, new: &NewNotification) -> QueryResult<i64> {
    Prepared(diesel::insert_into(notifications::table).values(new).returning(notifications::id))
        .get_result(&mut &*conn)
        .await
}

/// Inserts notifications to whole audiences. After the commit, call [`crate::notifications::Wake::changed`] to send
/// them.
pub async fn insert_all(conn: &AsyncPgConnection, new: &[NewNotification]) -> QueryResult<()> {
    let sql = "INSERT INTO notifications (categorie, type, priorite, titre, message, audience, lien_action, date_creation)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)";
    let insert = diesel::sql_query(sql)
        .bind::<Array<Text>, _>(each(new, |one| one.categorie))
        .bind::<Array<Text>, _>(each(new, |one| one.type_))
        .bind::<Array<Text>, _>(each(new, |one| one.priorite))
        .bind::<Array<Text>, _>(each(new, |one| one.titre.as_str()))
        .bind::<Array<Text>, _>(each(new, |one| one.message.as_str()))
        .bind::<Array<Text>, _>(each(new, |one| one.audience))
        .bind::<Array<Nullable<Text>>, _>(each(new, |one| one.lien_action.as_deref()))
        .bind::<Array<Timestamptz>, _>(each(new, |one| one.date_creation));
    Prepared(insert).execute(&mut &*conn).await?;
    Ok(())
}
