//! Runs the migrations, which are embedded in the binary.

use anyhow::anyhow;
use diesel::sql_types::{BigInt, Bool};
use diesel::{QueryResult, QueryableByName};
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

use super::journal_erreurs;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// Identifier of the advisory lock that lets one process migrate at a time.
const LOCK: i64 = 0x61_64_6d_69;

/// Applies the pending migrations, each in a transaction, and returns their number. Concurrent starts take turns.
/// Work that would take too long in a migration runs afterwards, in batches.
pub async fn run(mut conn: AsyncPgConnection) -> anyhow::Result<usize> {
    // The lock is released with the connection, which this function owns.
    diesel::sql_query("SELECT pg_advisory_lock($1)").bind::<BigInt, _>(LOCK).execute(&mut conn).await?;
    let mut harness = AsyncMigrationHarness::new(conn);
    let applied =
        harness.run_pending_migrations(MIGRATIONS).map_err(|error| anyhow!("migration: {error}"))?;
    let applied = applied.len();
    let mut conn = harness.into_inner();
    while journal_erreurs::extract_keys(&mut conn).await? > 0 {}
    Ok(applied)
}

/// Counts the migrations that the database lacks; 0 when it is ahead of this binary.
pub async fn count_lacking(conn: &mut AsyncPgConnection) -> QueryResult<i64> {
    Ok((expected() - count_applied(conn).await?).max(0))
}

/// Counts the migrations that the database has; 0 when it was never migrated.
pub async fn count_applied(conn: &mut AsyncPgConnection) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Table {
        #[diesel(sql_type = Bool)]
        exists: bool,
    }
    #[derive(QueryableByName)]
    struct Applied {
        #[diesel(sql_type = BigInt)]
        applied: i64,
    }
    let table: Table =
        diesel::sql_query("SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL AS exists")
            .get_result(conn)
            .await?;
    if !table.exists {
        return Ok(0);
    }
    let counted: Applied = diesel::sql_query("SELECT count(*) AS applied FROM __diesel_schema_migrations")
        .get_result(conn)
        .await?;
    Ok(counted.applied)
}

/// Returns the number of migrations that this binary needs.
fn expected() -> i64 {
    static EXPECTED: std::sync::OnceLock<i64> = std::sync::OnceLock::new();
    *EXPECTED.get_or_init(|| {
        let all = diesel::migration::MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS);
        all.ok().and_then(|all| i64::try_from(all.len()).ok()).unwrap_or(i64::MAX)
    })
}
