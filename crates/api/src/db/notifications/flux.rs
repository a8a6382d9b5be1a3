//! Queries that read the live stream in commit-safe order.
//!
//! A row takes its identifier before its commit, so a smaller identifier may become visible later. Rows are therefore
//! read in the order of transactions, and only below the horizon: the oldest transaction that still runs. No row can
//! appear below it.

use common::{Audience, IdUtilisateur};
use diesel::deserialize::{self, FromSql};
use diesel::expression::FallibleCastsTo;
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{NotificationRow, is_for};
use crate::db::RowId;
use crate::db::actions::ActionRow;
use crate::db::schema::{conversions_en_cours, notifications};

/// PostgreSQL's type `pg_snapshot`.
#[derive(Debug, Clone, Copy, diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 5038, array_oid = 5039))]
pub struct PgSnapshot;

/// PostgreSQL's type `xid8`: a transaction number that never wraps around.
#[derive(Debug, Clone, Copy, diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 5069, array_oid = 271))]
pub struct Xid8;

impl FallibleCastsTo<Text> for Xid8 {}

impl FromSql<Xid8, Pg> for i64 {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        <Self as FromSql<BigInt, Pg>>::from_sql(value)
    }
}

mod functions {
    use super::{PgSnapshot, Xid8};

    diesel::define_sql_function!(fn pg_current_snapshot() -> PgSnapshot);
    diesel::define_sql_function!(fn pg_snapshot_xmin(snapshot: PgSnapshot) -> Xid8);
    diesel::define_sql_function!(fn pg_snapshot_xmax(snapshot: PgSnapshot) -> Xid8);
}
use functions::{pg_current_snapshot, pg_snapshot_xmax, pg_snapshot_xmin};

/// The position of a row in the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Number of the transaction that wrote the row.
    pub transaction_id: i64,
    /// Identifier of the row.
    pub id: i64,
}

impl Position {
    /// The position before every row.
    pub const START: Self = Self { transaction_id: 0, id: 0 };
}

impl From<(i64, i64)> for Position {
    fn from((transaction_id, id): (i64, i64)) -> Self {
        Self { transaction_id, id }
    }
}

/// The state of transactions at one instant. A later read sees the rows of every committed transaction below
/// `oldest_running`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon {
    /// Every transaction below this number has ended.
    pub oldest_running: i64,
    /// One more than the highest transaction that had ended (`xmax`).
    pub next: i64,
}

impl Horizon {
    /// Returns the position after the rows of every transaction below `oldest_running`.
    pub fn edge(self) -> Position {
        Position { transaction_id: self.oldest_running - 1, id: i64::MAX }
    }
}

/// Reads the horizon. Call it before the query that reads rows, and not in a transaction with one snapshot for both.
pub async fn horizon(conn: &mut AsyncPgConnection) -> QueryResult<Horizon> {
    let (oldest_running, next) =
        diesel::select((pg_snapshot_xmin(pg_current_snapshot()), pg_snapshot_xmax(pg_current_snapshot())))
            .get_result(conn)
            .await?;
    Ok(Horizon { oldest_running, next })
}

/// Reads the horizon and ignores transactions of other databases of the server, which hold it back but write nothing
/// here. It reads every lock of the server: use it only when the horizon does not advance.
pub async fn horizon_of_this_database(conn: &mut AsyncPgConnection) -> QueryResult<Horizon> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Xid8)]
        oldest_running: i64,
        #[diesel(sql_type = Xid8)]
        next: i64,
    }
    // A transaction counts as ours unless it is known to run in another database. This is plain SQL, because the query
    // builder has no set-returning function in FROM.
    let row: Row = diesel::sql_query(
        "SELECT coalesce(oldest, pg_snapshot_xmax(snapshot)) AS oldest_running, pg_snapshot_xmax(snapshot) AS next \
         FROM pg_current_snapshot() AS snapshot \
         LEFT JOIN LATERAL ( \
             SELECT running AS oldest FROM pg_snapshot_xip(snapshot) AS running WHERE NOT EXISTS ( \
                 SELECT FROM pg_locks AS held \
                 JOIN pg_stat_activity AS session USING (pid) \
                 JOIN pg_database AS home ON home.oid = session.datid \
                 WHERE held.locktype = 'transactionid' AND held.mode = 'ExclusiveLock' \
                   AND held.transactionid = running::xid AND home.datname <> current_database()) \
             ORDER BY running LIMIT 1) AS ours ON true",
    )
    .get_result(conn)
    .await?;
    Ok(Horizon { oldest_running: row.oldest_running, next: row.next })
}

/// Lists notifications after `after`, of transactions below `next`, in stream order.
pub async fn list_after(
    conn: &mut AsyncPgConnection,
    after: Position,
    next: i64,
    limit: i64,
) -> QueryResult<Vec<(i64, NotificationRow)>> {
    use notifications::{id, transaction_id};
    notifications::table
        .filter(transaction_id.ge(after.transaction_id))
        .filter(transaction_id.gt(after.transaction_id).or(id.gt(after.id)))
        .filter(transaction_id.lt(next))
        .order((transaction_id, id))
        .limit(limit)
        .select((transaction_id, NotificationRow::as_select()))
        .load(conn)
        .await
}

/// Lists actions whose last change comes after `after`, of transactions below `next`, in stream order.
pub async fn list_changed_actions(
    conn: &mut AsyncPgConnection,
    after: Position,
    next: i64,
    limit: i64,
) -> QueryResult<Vec<(i64, ActionRow)>> {
    use conversions_en_cours::{id_conversion, transaction_id};
    conversions_en_cours::table
        .filter(transaction_id.ge(after.transaction_id))
        .filter(transaction_id.gt(after.transaction_id).or(id_conversion.gt(after.id)))
        .filter(transaction_id.lt(next))
        .order((transaction_id, id_conversion))
        .limit(limit)
        .select((transaction_id, ActionRow::as_select()))
        .load(conn)
        .await
}

/// Lists notifications of an account, which belongs to these audiences, after `after` and up to `upto`, in stream order.
pub async fn list_missed(
    conn: &mut AsyncPgConnection,
    id_utilisateur: IdUtilisateur,
    audiences: &[Audience],
    after: Position,
    upto: Position,
    limit: i64,
) -> QueryResult<Vec<NotificationRow>> {
    use notifications::{audience, id, transaction_id};
    let words: Vec<&str> = audiences.iter().map(|one| one.as_str()).collect();
    notifications::table
        .filter(audience.eq_any(words))
        .filter(is_for(RowId(id_utilisateur)))
        .filter(transaction_id.ge(after.transaction_id))
        .filter(transaction_id.gt(after.transaction_id).or(id.gt(after.id)))
        .filter(transaction_id.le(upto.transaction_id))
        .filter(transaction_id.lt(upto.transaction_id).or(id.le(upto.id)))
        .order((transaction_id, id))
        .limit(limit)
        .select(NotificationRow::as_select())
        .load(conn)
        .await
}

/// Returns the position of the last notification up to `upto`, or [`Position::START`] when there is none.
pub async fn find_last(conn: &mut AsyncPgConnection, upto: Position) -> QueryResult<Position> {
    use notifications::{id, transaction_id};
    let last: Option<(i64, i64)> = notifications::table
        .filter(transaction_id.le(upto.transaction_id))
        .filter(transaction_id.lt(upto.transaction_id).or(id.le(upto.id)))
        .order((transaction_id.desc(), id.desc()))
        .select((transaction_id, id))
        .first(conn)
        .await
        .optional()?;
    Ok(last.map_or(Position::START, Position::from))
}

/// Returns the position of the last change of an action up to `upto`, or [`Position::START`] when there is none.
pub async fn find_last_action(conn: &mut AsyncPgConnection, upto: Position) -> QueryResult<Position> {
    use conversions_en_cours::{id_conversion, transaction_id};
    let last: Option<(i64, i64)> = conversions_en_cours::table
        .filter(transaction_id.le(upto.transaction_id))
        .filter(transaction_id.lt(upto.transaction_id).or(id_conversion.le(upto.id)))
        .order((transaction_id.desc(), id_conversion.desc()))
        .select((transaction_id, id_conversion))
        .first(conn)
        .await
        .optional()?;
    Ok(last.map_or(Position::START, Position::from))
}

/// Finds the position of a notification in the stream.
pub async fn find_position(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<Option<Position>> {
    let transaction_id =
        notifications::table.find(id).select(notifications::transaction_id).first(conn).await.optional()?;
    Ok(transaction_id.map(|transaction_id| Position { transaction_id, id }))
}

/// Moves the notifications of a restored backup to the start of the stream and returns how many there are. Their
/// transaction numbers come from another server: once this server reaches those numbers, it would send them again.
pub async fn settle_restored(conn: &mut AsyncPgConnection) -> QueryResult<usize> {
    // Rows that transactions of this server wrote have a number below `xmax` of this statement's own snapshot.
    let next = pg_snapshot_xmax(pg_current_snapshot()).fallible_cast::<Text>().fallible_cast::<BigInt>();
    diesel::update(notifications::table)
        .filter(notifications::transaction_id.ge(next))
        .set(notifications::transaction_id.eq(0))
        .execute(conn)
        .await
}
