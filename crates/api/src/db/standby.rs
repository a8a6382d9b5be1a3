//! Positions in the write-ahead log, of the primary and of a standby that serves reads.

use diesel::pg::sql_types::PgLsn as LsnType;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Double, Integer, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// A position in the write-ahead log.
pub use diesel::pg::data_types::PgLsn as Position;

/// Functions of PostgreSQL (« System Administration Functions »). Declared functions are prepared once.
mod functions {
    use super::LsnType;

    diesel::define_sql_function!(fn pg_current_wal_flush_lsn() -> LsnType);
    diesel::define_sql_function!(fn pg_current_wal_insert_lsn() -> LsnType);
    diesel::define_sql_function!(fn pg_last_wal_replay_lsn() -> Nullable<LsnType>);
    diesel::define_sql_function!(fn pg_is_in_recovery() -> Bool);
}

/// The commits that a position must cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commits {
    /// The commits that are on the disk: with `synchronous_commit`, each acknowledged one is.
    Flushed,
    /// All of them, because `synchronous_commit` is off. The standby gets the last ones when the primary writes them
    /// to its disk.
    Inserted,
}

/// A server as the check of a standby sees it.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct Identity {
    /// Identifier of the cluster, which a standby has from its primary.
    #[diesel(sql_type = BigInt)]
    pub system: i64,
    /// Number of promotions since the cluster was made.
    #[diesel(sql_type = Integer)]
    pub timeline: i32,
    /// Name of the database.
    #[diesel(sql_type = Text)]
    pub database: String,
}

/// The primary at the time of a check.
#[derive(Debug, Clone, QueryableByName)]
pub struct Primary {
    /// Cluster and database.
    #[diesel(embed)]
    pub identity: Identity,
    /// True when commits are acknowledged before they are on the disk.
    #[diesel(sql_type = Bool)]
    pub is_asynchronous: bool,
}

/// A standby at the time of a check.
#[derive(Debug, Clone, QueryableByName)]
pub struct Follower {
    /// Cluster and database.
    #[diesel(embed)]
    pub identity: Identity,
    /// False after a promotion.
    #[diesel(sql_type = Bool)]
    pub is_standby: bool,
    /// The last position that the standby replayed.
    #[diesel(sql_type = Nullable<LsnType>)]
    pub replayed: Option<Position>,
    /// Seconds since the commit of the last replayed transaction; `None` before the first one.
    #[diesel(sql_type = Nullable<Double>)]
    pub age_s: Option<f64>,
}

/// Returns a position of the primary that covers the commits that anybody can see.
pub async fn position(conn: &AsyncPgConnection, commits: Commits) -> QueryResult<Position> {
    match commits {
        Commits::Flushed => {
            diesel::select(functions::pg_current_wal_flush_lsn()).get_result(&mut &*conn).await
        }
        Commits::Inserted => {
            diesel::select(functions::pg_current_wal_insert_lsn()).get_result(&mut &*conn).await
        }
    }
}

/// Returns the last position that a standby replayed, or `None` on a server that is no standby.
pub async fn replayed(conn: &AsyncPgConnection) -> QueryResult<Option<Position>> {
    let asked = diesel::select((functions::pg_is_in_recovery(), functions::pg_last_wal_replay_lsn()));
    let (is_standby, replayed): (bool, Option<Position>) = asked.get_result(&mut &*conn).await?;
    Ok(replayed.filter(|_| is_standby))
}

/// Describes the primary. Its timeline is in the name of its current WAL file.
pub async fn primary(conn: &AsyncPgConnection) -> QueryResult<Primary> {
    diesel::sql_query(
        "SELECT system_identifier AS system, current_database()::text AS database,
             ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer AS timeline,
             current_setting('synchronous_commit') = 'off' AS is_asynchronous
         FROM pg_control_system()",
    )
    .get_result(&mut &*conn)
    .await
}

/// Describes a standby. Its timeline is that of its last restart point.
pub async fn follower(conn: &AsyncPgConnection) -> QueryResult<Follower> {
    diesel::sql_query(
        "SELECT system_identifier AS system, current_database()::text AS database, timeline_id AS timeline,
             pg_is_in_recovery() AS is_standby, pg_last_wal_replay_lsn() AS replayed,
             extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::double precision AS age_s
         FROM pg_control_system(), pg_control_checkpoint()",
    )
    .get_result(&mut &*conn)
    .await
}
