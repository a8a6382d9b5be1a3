//! Runs the migrations, which are embedded in the binary.

use anyhow::{Context as _, anyhow, bail};
use diesel::sql_types::{BigInt, Bool};
use diesel::{QueryResult, QueryableByName};
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

use super::{grants, journal_erreurs};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// Identifier of the advisory lock that lets one process migrate at a time.
const LOCK: i64 = 0x61_64_6d_69;

/// Applies pending migrations, one transaction each; returns their number. An advisory lock lets concurrent processes
/// take turns. Afterwards it grants the rights of `service_role`, because new tables need them, and runs long updates
/// in batches.
pub async fn run(mut conn: AsyncPgConnection, service_role: Option<&str>) -> anyhow::Result<usize> {
    // The lock is released with the connection, which this function owns.
    diesel::sql_query("SELECT pg_advisory_lock($1)").bind::<BigInt, _>(LOCK).execute(&mut conn).await?;
    let mut harness = AsyncMigrationHarness::new(conn);
    let applied =
        harness.run_pending_migrations(MIGRATIONS).map_err(|error| anyhow!("migration: {error}"))?;
    let applied = applied.len();
    let mut conn = harness.into_inner();
    if let Some(role) = service_role {
        give_rights(&mut conn, role).await?;
    }
    while journal_erreurs::extract_keys(&mut conn).await? > 0 {}
    Ok(applied)
}

/// Grants the rights of the service role. Refuses a role that owns tables, because the grants would revoke its own
/// rights.
async fn give_rights(conn: &mut AsyncPgConnection, role: &str) -> anyhow::Result<()> {
    if grants::standing(conn, role).await.context("DATABASE_URL")?.owns {
        bail!(
            "DATABASE_URL: the role {role} owns the tables; name one that owns nothing, or no DATABASE_OWNER_URL"
        );
    }
    grants::give(conn, role).await.context("rights of the role of DATABASE_URL")
}

/// Returns the number of pending migrations; 0 when the database is newer than this binary.
pub async fn count_lacking(conn: &mut AsyncPgConnection) -> QueryResult<i64> {
    Ok((expected() - count_applied(conn).await?).max(0))
}

/// Returns the number of applied migrations; 0 when the database was never migrated, or when this role has no rights on
/// it yet.
pub async fn count_applied(conn: &mut AsyncPgConnection) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Table {
        #[diesel(sql_type = Bool)]
        readable: bool,
    }
    #[derive(QueryableByName)]
    struct Applied {
        #[diesel(sql_type = BigInt)]
        applied: i64,
    }
    let table: Table = diesel::sql_query(
        "SELECT coalesce(has_table_privilege(to_regclass('__diesel_schema_migrations'), 'SELECT'), false) AS readable",
    )
    .get_result(conn)
    .await?;
    if !table.readable {
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
