//! The outbox part of `conversions_en_cours`: which webhooks are to be called, by whom, and which callbacks are awaited.

use chrono::{DateTime, Utc};
use common::{StatutAction, TypeAction};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Code;
use super::conversions::ConversionRow;
use super::schema::conversions_en_cours as c;

/// Who takes calls, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct Lease<'a> {
    /// Names the instance.
    pub owner: &'a str,
    /// The present.
    pub now: DateTime<Utc>,
    /// When another instance may take over.
    pub end: DateTime<Utc>,
}

/// Takes up to `limit` due calls of these types. What another instance holds is passed over; what a dead instance held is
/// free again when its lease is over. Call it in a transaction.
pub async fn claim(
    conn: &mut AsyncPgConnection,
    lease: Lease<'_>,
    types: &[TypeAction],
    limit: i64,
) -> QueryResult<Vec<ConversionRow>> {
    let now = lease.now;
    let rows: Vec<ConversionRow> = c::table
        .filter(c::prochaine_tentative.le(now))
        .filter(c::type_action.eq_any(types.iter().copied().map(Code)))
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
            .set((c::bail_proprietaire.eq(lease.owner), c::bail_fin.eq(lease.end)))
            .execute(conn)
            .await?;
    }
    Ok(rows)
}

/// A call that was made.
#[derive(Debug, Clone, Copy)]
pub struct Made<'a> {
    /// Who made it.
    pub owner: &'a str,
    /// When its outcome was known.
    pub at: DateTime<Utc>,
    /// HTTP status, when there was an answer.
    pub http: Option<u16>,
}

/// What an attempt leaves, whatever became of the action.
#[derive(AsChangeset)]
#[diesel(table_name = c)]
struct Tried {
    date_tentative: DateTime<Utc>,
    #[diesel(treat_none_as_null = true)]
    statut_http: Option<i32>,
    date_livraison: Option<DateTime<Utc>>,
}

/// Counts an attempt; returns whether the action still runs and the call's owner still holds it: its outcome matters only
/// then.
async fn count_attempt(
    conn: &mut AsyncPgConnection,
    id: i64,
    made: Made<'_>,
    delivered: bool,
) -> QueryResult<bool> {
    let tried = || Tried {
        date_tentative: made.at,
        statut_http: made.http.map(i32::from),
        date_livraison: delivered.then_some(made.at),
    };
    let updated = diesel::update(c::table.find(id))
        .filter(c::statut_action.eq(StatutAction::EnCours.as_str()))
        .filter(c::bail_proprietaire.eq(made.owner))
        .set((
            tried(),
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
        .set((tried(), c::tentatives.eq(c::tentatives + 1)))
        .execute(conn)
        .await?;
    Ok(false)
}

/// n8n took the call: from now on its callback is awaited.
pub async fn deliver(
    conn: &mut AsyncPgConnection,
    id: i64,
    made: Made<'_>,
    deadline: DateTime<Utc>,
    execution_id: Option<&str>,
) -> QueryResult<bool> {
    if !count_attempt(conn, id, made, true).await? {
        return Ok(false);
    }
    diesel::update(c::table.find(id))
        .set((
            c::prochaine_tentative.eq(None::<DateTime<Utc>>),
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
    made: Made<'_>,
    at: DateTime<Utc>,
) -> QueryResult<bool> {
    if !count_attempt(conn, id, made, false).await? {
        return Ok(false);
    }
    diesel::update(c::table.find(id)).set(c::prochaine_tentative.eq(at)).execute(conn).await?;
    Ok(true)
}

/// The call failed for good; the caller ends the action in the same transaction.
pub async fn give_up(conn: &mut AsyncPgConnection, id: i64, made: Made<'_>) -> QueryResult<bool> {
    count_attempt(conn, id, made, false).await
}

/// Gives back what `owner` holds, at a stop: another instance need not wait for the lease to end.
pub async fn release(conn: &mut AsyncPgConnection, owner: &str) -> QueryResult<usize> {
    diesel::update(c::table.filter(c::bail_proprietaire.eq(owner)))
        .set((c::bail_proprietaire.eq(None::<String>), c::bail_fin.eq(None::<DateTime<Utc>>)))
        .execute(conn)
        .await
}

/// When the next call is due that is not due yet: what is due already is held by somebody, or waits.
pub async fn next_due(
    conn: &mut AsyncPgConnection,
    now: DateTime<Utc>,
) -> QueryResult<Option<DateTime<Utc>>> {
    let coming = c::table.filter(c::prochaine_tentative.gt(now));
    coming.select(diesel::dsl::min(c::prochaine_tentative)).first(conn).await
}

/// Says of due calls of these types that they wait; returns those that did not say so before. Call it in a transaction.
pub async fn hold_back(
    conn: &mut AsyncPgConnection,
    types: &[TypeAction],
    now: DateTime<Utc>,
    etape: &str,
    limit: i64,
) -> QueryResult<Vec<i64>> {
    let ids: Vec<i64> = waiting(types, now)
        .filter(c::etape.is_distinct_from(etape))
        .limit(limit)
        .select(c::id_conversion)
        .for_update()
        .skip_locked()
        .load(conn)
        .await?;
    if !ids.is_empty() {
        diesel::update(c::table.filter(c::id_conversion.eq_any(&ids)))
            .set((c::etape.eq(etape), c::pourcentage.eq(None::<i32>)))
            .execute(conn)
            .await?;
    }
    Ok(ids)
}

/// Takes back what [`hold_back`] said: the call has left.
pub async fn let_go(conn: &mut AsyncPgConnection, id: i64, etape: &str) -> QueryResult<()> {
    diesel::update(c::table.find(id))
        .filter(c::etape.eq(etape))
        .set(c::etape.eq(None::<String>))
        .execute(conn)
        .await?;
    Ok(())
}

/// Actions of these types that were asked before `since`, and wait to be delivered. Oldest first.
pub async fn list_waiting(
    conn: &mut AsyncPgConnection,
    types: &[TypeAction],
    now: DateTime<Utc>,
    since: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<i64>> {
    waiting(types, now)
        .filter(c::date_debut.le(since))
        .order(c::id_conversion)
        .limit(limit)
        .select(c::id_conversion)
        .load(conn)
        .await
}

/// Whether a locked action waits to be delivered, held by nobody.
pub async fn is_waiting(conn: &mut AsyncPgConnection, id: i64, now: DateTime<Utc>) -> QueryResult<bool> {
    let found = waiting(TypeAction::ALL, now).filter(c::id_conversion.eq(id));
    diesel::select(diesel::dsl::exists(found)).get_result(conn).await
}

/// Whether a call of this type is due and held by nobody.
pub async fn is_any_waiting(
    conn: &mut AsyncPgConnection,
    type_action: TypeAction,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(waiting(&[type_action], now))).get_result(conn).await
}

/// Calls of these types that are due and held by nobody.
#[diesel::dsl::auto_type(no_type_alias)]
fn waiting<'a>(types: &'a [TypeAction], now: DateTime<Utc>) -> _ {
    let codes: Vec<Code<TypeAction>> = types.iter().copied().map(Code).collect();
    c::table
        .filter(c::prochaine_tentative.le(now))
        .filter(c::bail_fin.is_null().or(c::bail_fin.le(now)))
        .filter(c::type_action.eq_any(codes))
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
