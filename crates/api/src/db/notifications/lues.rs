//! Queries on `notifications_lues`: read marks and unread counts.

use std::collections::HashMap;

use common::{Audience, IdUtilisateur, Role};
use diesel::dsl::{count_star, exists, not};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::flux::Position;
use super::{NotificationRow, is_for};
use crate::db::RowId;
use crate::db::schema::{notifications, notifications_lues, utilisateurs};

/// Returns the audiences of a role.
pub fn audiences(role: Role) -> [Audience; 2] {
    [role.into(), Audience::Tous]
}

/// Returns the stored codes of [`audiences`].
fn words(role: Role) -> [&'static str; 2] {
    audiences(role).map(Audience::as_str)
}

/// Filters of the notification list of an account.
#[derive(Debug, Clone, Copy)]
pub struct Filter {
    /// The account that asks.
    pub id_utilisateur: IdUtilisateur,
    /// The role of the account.
    pub role: Role,
    /// Excludes the notifications that this account has read.
    pub unread_only: bool,
    /// Keeps the notifications older than this identifier.
    pub before: Option<i64>,
}

/// Lists notifications for an account, newest first, each with true when the account has read it.
pub async fn list(
    conn: &mut AsyncPgConnection,
    filter: Filter,
    limit: i64,
) -> QueryResult<Vec<(NotificationRow, bool)>> {
    let is_read = || {
        exists(
            notifications_lues::table
                .filter(notifications_lues::id_utilisateur.eq(RowId(filter.id_utilisateur)))
                .filter(notifications_lues::id_notification.eq(notifications::id)),
        )
    };
    let mut query = notifications::table
        .filter(notifications::audience.eq_any(words(filter.role)))
        .filter(is_for(RowId(filter.id_utilisateur)))
        .filter(notifications::id.lt(filter.before.unwrap_or(i64::MAX)))
        .order(notifications::id.desc())
        .limit(limit)
        .select((NotificationRow::as_select(), is_read()))
        .into_boxed();
    if filter.unread_only {
        query = query.filter(not(is_read()));
    }
    query.load(conn).await
}

/// Counts the unread notifications of each of these accounts, optionally up to a position of the stream. Accounts
/// that have read everything are omitted.
pub async fn count_unread(
    conn: &mut AsyncPgConnection,
    people: &[IdUtilisateur],
    upto: Option<Position>,
) -> QueryResult<HashMap<IdUtilisateur, i64>> {
    let upto = upto.unwrap_or(Position { transaction_id: i64::MAX, id: i64::MAX });
    let is_before = notifications::transaction_id
        .lt(upto.transaction_id)
        .or(notifications::transaction_id.eq(upto.transaction_id).and(notifications::id.le(upto.id)));
    let is_told = notifications::audience
        .eq(utilisateurs::role)
        .or(notifications::audience.eq(Audience::Tous.as_str()));
    let is_theirs = notifications::destinataire
        .is_null()
        .or(notifications::destinataire.eq(utilisateurs::id_utilisateur.nullable()));
    let is_read = notifications_lues::table
        .filter(notifications_lues::id_utilisateur.eq(utilisateurs::id_utilisateur))
        .filter(notifications_lues::id_notification.eq(notifications::id));
    let counts: Vec<(RowId<IdUtilisateur>, i64)> = utilisateurs::table
        .inner_join(notifications::table.on(is_told))
        .filter(utilisateurs::id_utilisateur.eq_any(people.iter().copied().map(RowId)))
        .filter(is_before)
        .filter(is_theirs)
        .filter(not(exists(is_read)))
        .group_by(utilisateurs::id_utilisateur)
        .select((utilisateurs::id_utilisateur, count_star()))
        .load(conn)
        .await?;
    Ok(counts.into_iter().map(|(RowId(id), unread)| (id, unread)).collect())
}

/// Returns the accounts, among these, that have read a notification after a position of the stream.
pub async fn list_readers_ahead(
    conn: &mut AsyncPgConnection,
    people: &[IdUtilisateur],
    after: Position,
) -> QueryResult<Vec<IdUtilisateur>> {
    use notifications::{id, transaction_id};
    notifications::table
        .inner_join(notifications_lues::table)
        .filter(transaction_id.ge(after.transaction_id))
        .filter(transaction_id.gt(after.transaction_id).or(id.gt(after.id)))
        .filter(notifications_lues::id_utilisateur.eq_any(people.iter().copied().map(RowId)))
        .select(notifications_lues::id_utilisateur)
        .distinct()
        .load(conn)
        .await
        .map(RowId::ids)
}

/// The notifications that an account marks as read.
#[derive(Debug, Clone, Copy)]
pub enum Read<'a> {
    /// The notifications with these identifiers.
    These(&'a [i64]),
    /// Every visible notification up to this identifier.
    UpTo(i64),
}

/// Marks notifications as read by an account. Those of other audiences and those already read are skipped, and those
/// that a purge is deleting: it is over before their lock is given.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    id_utilisateur: IdUtilisateur,
    role: Role,
    read: Read<'_>,
) -> QueryResult<usize> {
    let is_read = notifications_lues::table
        .filter(notifications_lues::id_utilisateur.eq(RowId(id_utilisateur)))
        .filter(notifications_lues::id_notification.eq(notifications::id));
    let visible = notifications::table
        .filter(notifications::audience.eq_any(words(role)))
        .filter(is_for(RowId(id_utilisateur)))
        .filter(not(exists(is_read)))
        .select((RowId(id_utilisateur).into_sql::<diesel::sql_types::BigInt>(), notifications::id));
    let columns = (notifications_lues::id_utilisateur, notifications_lues::id_notification);
    match read {
        Read::These(ids) => {
            let rows = visible.filter(notifications::id.eq_any(ids));
            let insert = rows.for_key_share().insert_into(notifications_lues::table).into_columns(columns);
            insert.on_conflict_do_nothing().execute(conn).await
        }
        Read::UpTo(last) => {
            let rows = visible.filter(notifications::id.le(last));
            let insert = rows.for_key_share().insert_into(notifications_lues::table).into_columns(columns);
            insert.on_conflict_do_nothing().execute(conn).await
        }
    }
}
