//! The outbox columns of `conversions_en_cours`: due webhook calls, their leases, and the deadlines of callbacks.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use common::{IdAction, StatutAction, TypeAction};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::actions::ActionRow;
use super::prepared::{OnePlan, Prepared};
use super::schema::conversions_en_cours as c;
use super::{Code, RowId};

/// The lease under which an instance holds the calls that it claimed. A later lease of the same instance on a call has
/// a later end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Name of the instance.
    pub owner: Arc<str>,
    /// When the lease ends and anybody may claim the call again.
    pub end: DateTime<Utc>,
}

/// Selects an action while this lease holds its call.
#[diesel::dsl::auto_type(no_type_alias)]
fn held<'a>(id: IdAction, lease: &'a Lease) -> _ {
    let key: RowId<IdAction> = RowId(id);
    let owner: &'a str = &lease.owner;
    let end: DateTime<Utc> = lease.end;
    c::table.find(key).filter(c::bail_proprietaire.eq(owner)).filter(c::bail_fin.eq(end))
}

/// Claims up to `limit` due calls of these types, and marks their departure: from then on they may have been made.
/// Skips the calls under a lease; those of a dead instance are free once its lease ends. Call it in a transaction. The
/// statements are planned each time, because a bulk change makes a small table large at once.
pub async fn claim(
    conn: &mut AsyncPgConnection,
    lease: &Lease,
    now: DateTime<Utc>,
    types: &[TypeAction],
    limit: i64,
) -> QueryResult<Vec<ActionRow>> {
    let due = c::table
        .filter(c::prochaine_tentative.le(now))
        .filter(c::type_action.eq_any(types.iter().copied().map(Code)))
        .filter(c::bail_fin.is_null().or(c::bail_fin.le(now)))
        .order(c::prochaine_tentative)
        .limit(limit)
        .select(ActionRow::as_select())
        .for_update()
        .skip_locked();
    let rows: Vec<ActionRow> = OnePlan(due).load(conn).await?;
    let ids: Vec<RowId<IdAction>> = rows.iter().map(|row| row.id_conversion).collect();
    if !ids.is_empty() {
        diesel::update(c::table.filter(c::id_conversion.eq_any(&ids)))
            .set((
                c::bail_proprietaire.eq(&*lease.owner),
                c::bail_fin.eq(lease.end),
                // A trigger keeps the date of the first claim.
                c::date_depart.eq(now),
            ))
            .execute(conn)
            .await?;
    }
    Ok(rows)
}

/// Returns true while this lease holds the call of a locked action.
pub async fn is_held(conn: &mut AsyncPgConnection, id: IdAction, lease: &Lease) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(held(id, lease))).get_result(conn).await
}

/// Ends the lease of a call that was not made: anybody may claim it at once. Leaves a call under another lease.
pub async fn give_back(conn: &mut AsyncPgConnection, id: IdAction, lease: &Lease) -> QueryResult<()> {
    diesel::update(held(id, lease))
        .set((c::bail_proprietaire.eq(None::<String>), c::bail_fin.eq(None::<DateTime<Utc>>)))
        .execute(conn)
        .await?;
    Ok(())
}

/// A webhook call that was made.
#[derive(Debug, Clone, Copy)]
pub struct Made<'a> {
    /// The lease under which it was made.
    pub lease: &'a Lease,
    /// When its outcome was known.
    pub at: DateTime<Utc>,
    /// HTTP status; `None` when there was no response.
    pub http: Option<u16>,
}

/// The columns that an attempt writes, whatever the state of the action.
#[derive(AsChangeset)]
#[diesel(table_name = c)]
struct Tried {
    date_tentative: DateTime<Utc>,
    #[diesel(treat_none_as_null = true)]
    statut_http: Option<i32>,
    date_livraison: Option<DateTime<Utc>>,
}

/// Counts an attempt. Returns true when the action still runs and its lease still holds the call; only then does the
/// outcome of the attempt matter.
async fn count_attempt(
    conn: &mut AsyncPgConnection,
    id: IdAction,
    made: Made<'_>,
    delivered: bool,
) -> QueryResult<bool> {
    let tried = || Tried {
        date_tentative: made.at,
        statut_http: made.http.map(i32::from),
        date_livraison: delivered.then_some(made.at),
    };
    let updated = Prepared(
        diesel::update(held(id, made.lease).filter(c::statut_action.eq(StatutAction::EnCours.as_str()))).set(
            (
                tried(),
                c::tentatives.eq(c::tentatives + 1),
                c::bail_proprietaire.eq(None::<String>),
                c::bail_fin.eq(None::<DateTime<Utc>>),
            ),
        ),
    )
    .execute(conn)
    .await?;
    if updated > 0 {
        return Ok(true);
    }
    // The callback arrived before the response; the attempt still counts.
    Prepared(
        diesel::update(c::table.find(RowId(id)))
            .filter(c::statut_action.ne(StatutAction::EnCours.as_str()))
            .set((tried(), c::tentatives.eq(c::tentatives + 1))),
    )
    .execute(conn)
    .await?;
    Ok(false)
}

/// A call that n8n accepted.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The action.
    pub id: IdAction,
    /// The lease under which the call was made.
    pub lease: Lease,
    /// When its outcome was known.
    pub at: DateTime<Utc>,
    /// HTTP status.
    pub http: Option<u16>,
    /// When the callback is overdue.
    pub deadline: DateTime<Utc>,
    /// The execution of the workflow, when n8n tells it.
    pub execution_id: Option<String>,
    /// Type of the action.
    pub type_action: TypeAction,
    /// Text of the event.
    pub detail: String,
}

/// An action that a statement returns.
#[derive(QueryableByName)]
struct Returned {
    #[diesel(sql_type = BigInt)]
    id_conversion: RowId<IdAction>,
}

/// Records that n8n accepted these calls, starts the deadlines of their callbacks and clears the step `etape`. Returns
/// the actions that still run and whose lease still holds the call. Other actions are unchanged; the caller records them
/// one by one with [`deliver`]. The statement is planned each time, as in [`claim`].
pub async fn deliver_all(
    conn: &mut AsyncPgConnection,
    deliveries: &[Delivery],
    etape: &str,
) -> QueryResult<Vec<IdAction>> {
    // An UPDATE locks rows in the order of its plan; the subquery locks them in one order for all transactions.
    let sql = "WITH tenues AS (
            SELECT id_conversion FROM conversions_en_cours WHERE id_conversion = ANY ($2)
            ORDER BY id_conversion FOR NO KEY UPDATE
        )
        UPDATE conversions_en_cours AS c
        SET date_tentative = d.quand, statut_http = d.http, date_livraison = d.quand, tentatives = c.tentatives + 1,
            bail_proprietaire = NULL, bail_fin = NULL, prochaine_tentative = NULL, date_echeance = d.echeance,
            execution_id = coalesce(d.execution, c.execution_id), etape = nullif(c.etape, $1)
        FROM tenues,
            unnest($2, $3, $4, $5, $6, $7, $8) AS d (id, proprietaire, fin, quand, http, echeance, execution)
        WHERE tenues.id_conversion = d.id AND c.id_conversion = d.id AND c.statut_action = 'EN_COURS'
            AND c.bail_proprietaire = d.proprietaire AND c.bail_fin = d.fin
        RETURNING c.id_conversion";
    let each = deliveries.iter();
    let update = sql_query(sql)
        .bind::<Text, _>(etape)
        .bind::<Array<BigInt>, _>(each.clone().map(|one| one.id.get()).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(each.clone().map(|one| &*one.lease.owner).collect::<Vec<_>>())
        .bind::<Array<Timestamptz>, _>(each.clone().map(|one| one.lease.end).collect::<Vec<_>>())
        .bind::<Array<Timestamptz>, _>(each.clone().map(|one| one.at).collect::<Vec<_>>())
        .bind::<Array<Nullable<Integer>>, _>(
            each.clone().map(|one| one.http.map(i32::from)).collect::<Vec<_>>(),
        )
        .bind::<Array<Timestamptz>, _>(each.clone().map(|one| one.deadline).collect::<Vec<_>>())
        .bind::<Array<Nullable<Text>>, _>(each.map(|one| one.execution_id.as_deref()).collect::<Vec<_>>());
    let recorded: Vec<Returned> = update.get_results(conn).await?;
    Ok(recorded.into_iter().map(|one| one.id_conversion.0).collect())
}

/// Records that n8n accepted the call, and starts the deadline of its callback.
pub async fn deliver(
    conn: &mut AsyncPgConnection,
    id: IdAction,
    made: Made<'_>,
    deadline: DateTime<Utc>,
    execution_id: Option<&str>,
) -> QueryResult<bool> {
    if !count_attempt(conn, id, made, true).await? {
        return Ok(false);
    }
    Prepared(diesel::update(c::table.find(RowId(id))).set((
        c::prochaine_tentative.eq(None::<DateTime<Utc>>),
        c::date_echeance.eq(deadline),
        execution_id.map(|id| c::execution_id.eq(id)),
    )))
    .execute(conn)
    .await?;
    Ok(true)
}

/// Records a failed call and schedules the next attempt at `at`.
pub async fn retry(
    conn: &mut AsyncPgConnection,
    id: IdAction,
    made: Made<'_>,
    at: DateTime<Utc>,
) -> QueryResult<bool> {
    if !count_attempt(conn, id, made, false).await? {
        return Ok(false);
    }
    Prepared(diesel::update(c::table.find(RowId(id))).set(c::prochaine_tentative.eq(at)))
        .execute(conn)
        .await?;
    Ok(true)
}

/// Records a call that failed for good. The caller ends the action in the same transaction.
pub async fn give_up(conn: &mut AsyncPgConnection, id: IdAction, made: Made<'_>) -> QueryResult<bool> {
    count_attempt(conn, id, made, false).await
}

/// Releases the leases of `owner` at shutdown, so that other instances need not wait for their end. Only a call to come
/// has a lease, and the index of these calls finds it.
pub async fn release(conn: &AsyncPgConnection, owner: &str) -> QueryResult<usize> {
    diesel::update(
        c::table.filter(c::bail_proprietaire.eq(owner)).filter(c::prochaine_tentative.is_not_null()),
    )
    .set((c::bail_proprietaire.eq(None::<String>), c::bail_fin.eq(None::<DateTime<Utc>>)))
    .execute(&mut &*conn)
    .await
}

/// Returns the earliest future due time. Calls already due are leased or blocked, so they are ignored.
pub async fn next_due(
    conn: &mut AsyncPgConnection,
    now: DateTime<Utc>,
) -> QueryResult<Option<DateTime<Utc>>> {
    let coming = c::table.filter(c::prochaine_tentative.gt(now));
    coming.select(diesel::dsl::min(c::prochaine_tentative)).first(conn).await
}

/// Marks due calls of these types as waiting, with the step `etape`; returns those that were not marked yet. Call it
/// in a transaction.
pub async fn hold_back(
    conn: &mut AsyncPgConnection,
    types: &[TypeAction],
    now: DateTime<Utc>,
    etape: &str,
    limit: i64,
) -> QueryResult<Vec<IdAction>> {
    let ids: Vec<RowId<IdAction>> = waiting(types, now)
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
    Ok(RowId::ids(ids))
}

/// Clears the step that [`hold_back`] set, once the call leaves.
pub async fn let_go(conn: &mut AsyncPgConnection, id: IdAction, etape: &str) -> QueryResult<()> {
    Prepared(
        diesel::update(c::table.find(RowId(id))).filter(c::etape.eq(etape)).set(c::etape.eq(None::<String>)),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Lists undelivered actions of these types that were requested before `since`, oldest first.
pub async fn list_waiting(
    conn: &mut AsyncPgConnection,
    types: &[TypeAction],
    now: DateTime<Utc>,
    since: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<IdAction>> {
    let late = waiting(types, now).filter(c::date_debut.le(since)).order(c::id_conversion).limit(limit);
    late.select(c::id_conversion).load(conn).await.map(RowId::ids)
}

/// Returns true when a locked action waits for delivery and no instance holds it.
pub async fn is_waiting(conn: &mut AsyncPgConnection, id: IdAction, now: DateTime<Utc>) -> QueryResult<bool> {
    let found = waiting(TypeAction::ALL, now).filter(c::id_conversion.eq(RowId(id)));
    diesel::select(diesel::dsl::exists(found)).get_result(conn).await
}

/// Returns true when a call of this type is due and no instance holds it.
pub async fn is_any_waiting(
    conn: &mut AsyncPgConnection,
    type_action: TypeAction,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(waiting(&[type_action], now))).get_result(conn).await
}

/// Selects the due calls of these types that no instance holds.
#[diesel::dsl::auto_type(no_type_alias)]
fn waiting<'a>(types: &'a [TypeAction], now: DateTime<Utc>) -> _ {
    let codes: Vec<Code<TypeAction>> = types.iter().copied().map(Code).collect();
    c::table
        .filter(c::prochaine_tentative.le(now))
        .filter(c::bail_fin.is_null().or(c::bail_fin.le(now)))
        .filter(c::type_action.eq_any(codes))
}

/// Lists the actions whose callback is overdue, oldest first.
pub async fn list_overdue(
    conn: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<IdAction>> {
    let late = c::table.filter(c::date_echeance.le(now)).order(c::date_echeance).limit(limit);
    late.select(c::id_conversion).load(conn).await.map(RowId::ids)
}

/// Returns true when the deadline of a locked action has passed.
pub async fn is_overdue(conn: &mut AsyncPgConnection, id: IdAction, now: DateTime<Utc>) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(c::table.find(RowId(id)).filter(c::date_echeance.le(now))))
        .get_result(conn)
        .await
}
