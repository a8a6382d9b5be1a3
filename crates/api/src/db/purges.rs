//! Deletes rows whose retention period is over, in batches.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::schema::purges;

/// Maximum number of rows that one statement deletes, so that its locks and disk writes stay small.
pub const BATCH: usize = 500;

/// A table whose old rows are purged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Name of the table.
    pub table: &'static str,
    removal: Removal,
}

/// Method by which rows older than the limit `$1` are deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Removal {
    /// Deletes the rows that match this condition.
    Where(&'static str),
    /// Calls this database function, because the table is append-only.
    Function(&'static str),
}

/// The error journal, with resolved and open entries.
pub const JOURNAL: Kept = Kept { table: "journal_erreurs", removal: Removal::Where("date_erreur < $1") };
/// Notifications, with their read marks.
pub const NOTIFICATIONS: Kept =
    Kept { table: "notifications", removal: Removal::Where("date_creation < $1") };
/// Events of actions that ended.
pub const STORIES: Kept = Kept {
    table: "conversions_journal",
    removal: Removal::Where(
        "date_evenement < $1 AND id_conversion IN (SELECT id_conversion FROM conversions_en_cours WHERE date_fin < $1)",
    ),
};
/// Selects the bulk changes to purge: those that do not run, and those that were not launched within a week of their
/// rehearsal, which can be launched for a few hours only. `date_purge` of the latest claim is the present.
macro_rules! old_lots {
    () => {
        "etat <> 'EN_COURS' AND (date_creation < $1 OR (date_lancement IS NULL
            AND date_creation < (SELECT max(date_purge) FROM purges) - interval '7 days'))"
    };
}

/// Rows of bulk changes that do not run. They are deleted before their lots, so that each statement stays small.
pub const LIGNES: Kept = Kept {
    table: "lots_lignes",
    removal: Removal::Where(concat!("id_lot IN (SELECT id_lot FROM lots WHERE ", old_lots!(), ")")),
};
/// Bulk changes without rows.
pub const LOTS: Kept = Kept {
    table: "lots",
    removal: Removal::Where(concat!(
        old_lots!(),
        " AND NOT EXISTS (SELECT FROM lots_lignes r WHERE r.id_lot = lots.id_lot)"
    )),
};
/// The audit of records.
pub const AUDIT: Kept = Kept { table: "audit_prospects", removal: Removal::Function("audit_purger") };
/// The security journal.
pub const SECURITY: Kept =
    Kept { table: "journal_securite", removal: Removal::Function("journal_securite_purger") };
/// Sessions that ended.
pub const LOGINS: Kept = Kept { table: "auth_sessions", removal: Removal::Where("date_expiration < $1") };
/// Invitations that expired.
pub const INVITATIONS: Kept = Kept { table: "invitations", removal: Removal::Where("date_expiration < $1") };
/// Refused logins and keys.
pub const FAILURES: Kept =
    Kept { table: "echecs_authentification", removal: Removal::Where("date_echec < $1") };

/// Every table that is purged.
pub const ALL: [Kept; 10] =
    [JOURNAL, NOTIFICATIONS, STORIES, LIGNES, LOTS, AUDIT, SECURITY, LOGINS, INVITATIONS, FAILURES];

#[diesel::declare_sql_function]
extern "SQL" {
    /// Returns the later of two instants.
    fn greatest(one: Timestamptz, other: Timestamptz) -> Timestamptz;
}

/// Claims the purge of a table's rows older than `limit`, unless another instance claimed it after `before`. A longer
/// retention brings back no row that is gone.
pub async fn claim(
    conn: &mut AsyncPgConnection,
    kept: Kept,
    now: DateTime<Utc>,
    before: DateTime<Utc>,
    limit: DateTime<Utc>,
) -> QueryResult<bool> {
    let first = diesel::insert_into(purges::table).values((
        purges::nom_table.eq(kept.table),
        purges::date_purge.eq(now),
        purges::conserve_depuis.eq(limit),
    ));
    if first.on_conflict_do_nothing().execute(conn).await? == 1 {
        return Ok(true);
    }
    let due = purges::table.find(kept.table).filter(purges::date_purge.le(before));
    let since = greatest(purges::conserve_depuis, limit);
    let begun = (purges::date_purge.eq(now), purges::conserve_depuis.eq(since));
    Ok(diesel::update(due).set(begun).execute(conn).await? == 1)
}

/// Deletes at most [`BATCH`] rows older than `limit` and returns their number.
pub async fn delete(conn: &mut AsyncPgConnection, kept: Kept, limit: DateTime<Utc>) -> QueryResult<usize> {
    let Kept { table, removal } = kept;
    let due = match removal {
        Removal::Where(due) => due,
        Removal::Function(function) => return call(conn, function, limit).await,
    };
    let sql = format!(
        "DELETE FROM {table} WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM {table} WHERE {due} LIMIT {BATCH} FOR UPDATE SKIP LOCKED))"
    );
    diesel::sql_query(sql).bind::<Timestamptz, _>(limit).execute(conn).await
}

async fn call(conn: &mut AsyncPgConnection, function: &str, limit: DateTime<Utc>) -> QueryResult<usize> {
    #[derive(QueryableByName)]
    struct Removed {
        #[diesel(sql_type = BigInt)]
        removed: i64,
    }
    let batch = i32::try_from(BATCH).unwrap_or(i32::MAX);
    let removed: Removed = diesel::sql_query(format!("SELECT {function}($1, $2) AS removed"))
        .bind::<Timestamptz, _>(limit)
        .bind::<Integer, _>(batch)
        .get_result(conn)
        .await?;
    Ok(usize::try_from(removed.removed).unwrap_or_default())
}
