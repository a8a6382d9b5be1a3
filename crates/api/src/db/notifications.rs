//! `notifications`: what people are told. Who has read what is in [`lues`], the order of the live stream in [`flux`].

pub mod flux;
pub mod lues;

use chrono::{DateTime, Utc};
use common::notification::Notification;
use common::{Audience, CategorieNotification, Priorite, TypeNotification};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Code;
use super::schema::notifications;

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

/// A notification to write.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = notifications)]
pub struct NewNotification {
    /// What it speaks of.
    pub categorie: Code<CategorieNotification>,
    /// What happened.
    pub type_: Code<TypeNotification>,
    /// How much it matters.
    pub priorite: Code<Priorite>,
    /// Short French title.
    pub titre: String,
    /// French sentence.
    pub message: String,
    /// Who receives it.
    pub audience: Code<Audience>,
    /// Path in the back-office of what it speaks of.
    pub lien_action: Option<String>,
    /// When it is written.
    pub date_creation: DateTime<Utc>,
}

/// Writes a notification down; returns its id. After the commit, [`crate::notifications::Wake::changed`] makes it leave.
pub async fn insert(conn: &mut AsyncPgConnection, new: &NewNotification) -> QueryResult<i64> {
    diesel::insert_into(notifications::table).values(new).returning(notifications::id).get_result(conn).await
}
