//! Queries on `messages_signes`: the signed messages that n8n sent recently, by `webhook-id`. They detect replays.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use sha2::{Digest as _, Sha256};

use super::schema::messages_signes as messages;

/// A message is kept for this time: its signature is accepted for less, before and after its timestamp.
const KEPT: TimeDelta = TimeDelta::minutes(10);
/// Maximum number of messages deleted at once.
const PRUNED: i64 = 500;

/// Records that a message arrived at this path. Returns the path at which it first arrived.
pub async fn receive(
    conn: &mut AsyncPgConnection,
    webhook_id: &str,
    path: &str,
    now: DateTime<Utc>,
) -> QueryResult<String> {
    let old: Vec<Vec<u8>> = messages::table
        .filter(messages::date_reception.le(now - KEPT))
        .select(messages::id_hash)
        .limit(PRUNED)
        .for_update()
        .skip_locked()
        .load(conn)
        .await?;
    diesel::delete(messages::table.filter(messages::id_hash.eq_any(old))).execute(conn).await?;
    let hash = Sha256::digest(webhook_id.as_bytes()).to_vec();
    diesel::insert_into(messages::table)
        .values((messages::id_hash.eq(&hash), messages::chemin.eq(path), messages::date_reception.eq(now)))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    messages::table.find(hash).select(messages::chemin).first(conn).await
}

/// Finds the error journal entry that a message created and locks the message until the end of the transaction.
pub async fn lock_entry(conn: &mut AsyncPgConnection, webhook_id: &str) -> QueryResult<Option<i64>> {
    let hash = Sha256::digest(webhook_id.as_bytes()).to_vec();
    let made: Option<Option<i64>> =
        messages::table.find(hash).select(messages::id_journal).for_update().first(conn).await.optional()?;
    Ok(made.flatten())
}

/// Records the error journal entry that a message created.
pub async fn set_entry(conn: &mut AsyncPgConnection, webhook_id: &str, id_journal: i64) -> QueryResult<()> {
    let hash = Sha256::digest(webhook_id.as_bytes()).to_vec();
    diesel::update(messages::table.find(hash)).set(messages::id_journal.eq(id_journal)).execute(conn).await?;
    Ok(())
}
