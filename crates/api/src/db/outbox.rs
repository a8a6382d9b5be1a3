//! The outbox part of `conversions_en_cours`: which webhooks are to be called, by whom, and which callbacks are awaited.

use chrono::{DateTime, Utc};
use common::StatutAction;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::conversions::ConversionRow;
use super::schema::conversions_en_cours as c;

/// Takes up to `limit` due calls for `owner` until `lease_end`. What another instance holds is passed over; what a dead
/// instance held is free again when its lease is over. Call it in a transaction.
pub async fn claim(
    conn: &mut AsyncPgConnection,
    owner: &str,
    now: DateTime<Utc>,
    lease_end: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<ConversionRow>> {
    let rows: Vec<ConversionRow> = c::table
        .filter(c::prochaine_tentative.le(now))
        .filter(c::bail_fin.is_null().or(c::bail_fin.le(now)))
        .order(c::prochaine_tentative)
        .limit(limit)
        .select(ConversionRow::as_select())
        .for_update()
        .skip_locked()
        .load(conn)
        .await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id_conversion).collect();
    if !ids.is_empty() {
        diesel::update(c::table.filter(c::id_conversion.eq_any(&ids)))
            .set((c::bail_proprietaire.eq(owner), c::bail_fin.eq(lease_end)))
            .execute(conn)
            .await?;
    }
    Ok(rows)
}

/// Counts an attempt; returns whether the action still runs and `owner` still holds it: its outcome matters only then.
async fn count_attempt(conn: &mut AsyncPgConnection, id: i64, owner: &str) -> QueryResult<bool> {
    let updated = diesel::update(c::table.find(id))
        .filter(c::statut_action.eq(StatutAction::EnCours.as_str()))
        .filter(c::bail_proprietaire.eq(owner))
        .set((
            c::tentatives.eq(c::tentatives + 1),
            c::bail_proprietaire.eq(None::<String>),
            c::bail_fin.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await?;
    if updated > 0 {
        return Ok(true);
    }
    // The callback overtook the answer: the call was made all the same.
    diesel::update(c::table.find(id))
        .filter(c::statut_action.ne(StatutAction::EnCours.as_str()))
        .set(c::tentatives.eq(c::tentatives + 1))
        .execute(conn)
        .await?;
    Ok(false)
}

/// n8n took the call: from now on its callback is awaited.
pub async fn deliver(
    conn: &mut AsyncPgConnection,
    id: i64,
    owner: &str,
    now: DateTime<Utc>,
    deadline: DateTime<Utc>,
    execution_id: Option<&str>,
) -> QueryResult<bool> {
    if !count_attempt(conn, id, owner).await? {
        return Ok(false);
    }
    diesel::update(c::table.find(id))
        .set((
            c::prochaine_tentative.eq(None::<DateTime<Utc>>),
            c::date_livraison.eq(now),
            c::date_echeance.eq(deadline),
            execution_id.map(|id| c::execution_id.eq(id)),
        ))
        .execute(conn)
        .await?;
    Ok(true)
}

/// The call failed and is to be made again at `at`.
pub async fn retry(
    conn: &mut AsyncPgConnection,
    id: i64,
    owner: &str,
    at: DateTime<Utc>,
) -> QueryResult<bool> {
    if !count_attempt(conn, id, owner).await? {
        return Ok(false);
    }
    diesel::update(c::table.find(id)).set(c::prochaine_tentative.eq(at)).execute(conn).await?;
    Ok(true)
}

/// The call failed for good; the caller ends the action in the same transaction.
pub async fn give_up(conn: &mut AsyncPgConnection, id: i64, owner: &str) -> QueryResult<bool> {
    count_attempt(conn, id, owner).await
}

/// Gives back what `owner` holds, at a stop: another instance need not wait for the lease to end.
pub async fn release(conn: &mut AsyncPgConnection, owner: &str) -> QueryResult<usize> {
    diesel::update(c::table.filter(c::bail_proprietaire.eq(owner)))
        .set((c::bail_proprietaire.eq(None::<String>), c::bail_fin.eq(None::<DateTime<Utc>>)))
        .execute(conn)
        .await
}

/// When the next call is due, whether or not somebody holds it.
pub async fn next_due(conn: &mut AsyncPgConnection) -> QueryResult<Option<DateTime<Utc>>> {
    c::table.select(diesel::dsl::min(c::prochaine_tentative)).first(conn).await
}

/// Actions whose callback did not come in time, oldest first.
pub async fn list_overdue(
    conn: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<i64>> {
    c::table
        .filter(c::date_echeance.le(now))
        .order(c::date_echeance)
        .limit(limit)
        .select(c::id_conversion)
        .load(conn)
        .await
}

/// Whether the deadline of a locked action is over.
pub async fn is_overdue(conn: &mut AsyncPgConnection, id: i64, now: DateTime<Utc>) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(c::table.find(id).filter(c::date_echeance.le(now))))
        .get_result(conn)
        .await
}
