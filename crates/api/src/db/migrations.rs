//! The migrations, embedded in the binary.

use anyhow::{Context as _, anyhow};
use diesel::result::Error;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncConnection as _, AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};
use secrecy::ExposeSecret as _;

use crate::config::DatabaseConfig;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// Names the advisory lock that lets one starter migrate at a time.
const LOCK: i64 = 0x61_64_6d_69;

/// Applies what is not applied yet; returns how many migrations that was. Two starters at once take turns.
pub async fn run(config: &DatabaseConfig) -> anyhow::Result<usize> {
    let mut conn = AsyncPgConnection::establish(config.url.expose_secret()).await.context("DATABASE_URL")?;
    // Released with the connection, which this function owns.
    diesel::sql_query("SELECT pg_advisory_lock($1)").bind::<BigInt, _>(LOCK).execute(&mut conn).await?;
    let mut harness = AsyncMigrationHarness::new(conn);
    let applied =
        harness.run_pending_migrations(MIGRATIONS).map_err(|error| anyhow!("migration: {error}"))?;
    Ok(applied.len())
}

/// How many migrations the database lacks.
pub async fn pending(config: &DatabaseConfig) -> anyhow::Result<usize> {
    let conn = AsyncPgConnection::establish(config.url.expose_secret()).await.context("DATABASE_URL")?;
    let mut harness = AsyncMigrationHarness::new(conn);
    let pending = harness.pending_migrations(MIGRATIONS).map_err(|error| anyhow!("migration: {error}"))?;
    Ok(pending.len())
}

/// How many migrations the database has; none when it was never migrated.
pub async fn count_applied(conn: &mut AsyncPgConnection) -> diesel::QueryResult<i64> {
    #[derive(diesel::QueryableByName)]
    struct Applied {
        #[diesel(sql_type = BigInt)]
        applied: i64,
    }
    let counted = diesel::sql_query("SELECT count(*) AS applied FROM __diesel_schema_migrations")
        .get_result(conn)
        .await;
    match counted {
        Ok(Applied { applied }) => Ok(applied),
        Err(Error::DatabaseError(_, info)) if info.message().contains("does not exist") => Ok(0),
        Err(error) => Err(error),
    }
}

/// How many migrations this binary needs.
pub fn expected() -> i64 {
    static EXPECTED: std::sync::OnceLock<i64> = std::sync::OnceLock::new();
    *EXPECTED.get_or_init(|| {
        let all = diesel::migration::MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS);
        all.ok().and_then(|all| i64::try_from(all.len()).ok()).unwrap_or(i64::MAX)
    })
}
