//! Runs the migrations, which are embedded in the binary.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, bail};
use diesel::sql_types::{BigInt, Bool, Text};
use diesel::{QueryResult, QueryableByName};
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

use super::{grants, journal_erreurs, session};
use crate::error::is_lock_refused;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// Identifier of the advisory lock that lets one process migrate at a time.
const LOCK: i64 = 0x61_64_6d_69;

/// Limits of the time that migrations wait for locks of other transactions.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Time that a statement waits for a lock. Meanwhile the requests that need the table queue behind it.
    pub wait: Duration,
    /// Pause before the next attempt, in which these requests are served.
    pub pause: Duration,
    /// Number of attempts.
    pub attempts: u32,
}

impl Default for Patience {
    /// Fifteen minutes in all; an export may last ten.
    fn default() -> Self {
        Self { wait: Duration::from_secs(2), pause: Duration::from_secs(8), attempts: 90 }
    }
}

/// Applies pending migrations, one transaction each; returns their number. An advisory lock lets concurrent processes
/// take turns. Afterwards it grants the rights of `service_role`, because new tables need them, and runs long updates
/// in batches. `told` receives the transactions whose locks a migration waits for.
pub async fn run(
    mut conn: AsyncPgConnection,
    service_role: Option<&str>,
    patience: Patience,
    told: impl Fn(&str),
) -> anyhow::Result<i64> {
    // The lock is released with the connection, which this function owns.
    diesel::sql_query("SELECT pg_advisory_lock($1)").bind::<BigInt, _>(LOCK).execute(&mut conn).await?;
    let before = count_applied(&mut conn).await?;
    session::set_lock_timeout(&mut conn, patience.wait).await?;
    let mut conn = apply(conn, patience, told).await?;
    session::reset_lock_timeout(&mut conn).await?;
    let applied = count_applied(&mut conn).await? - before;
    if let Some(role) = service_role {
        give_rights(&mut conn, role).await?;
    }
    while journal_erreurs::extract_keys(&mut conn).await? > 0 {}
    Ok(applied)
}

/// Applies pending migrations. While another transaction holds a lock that one needs, it tries again: a migration is
/// applied whole or not at all.
async fn apply(
    mut conn: AsyncPgConnection,
    patience: Patience,
    told: impl Fn(&str),
) -> anyhow::Result<AsyncPgConnection> {
    for attempt in 1.. {
        let before = list_holders(&mut conn).await?;
        let mut harness = AsyncMigrationHarness::new(conn);
        let failed = harness.run_pending_migrations(MIGRATIONS).err();
        conn = harness.into_inner();
        let Some(error) = failed else { break };
        if !is_lock_refused(&error.to_string()) {
            bail!("migration: {error}");
        }
        let holders = held_throughout(&before, &list_holders(&mut conn).await?);
        if attempt == patience.attempts {
            bail!("migration: {error}, {attempt} times: {holders}; run `migrate` again after its end");
        }
        told(&format!("{error}: {holders}; next attempt in {} s", patience.pause.as_secs()));
        tokio::time::sleep(patience.pause).await;
    }
    Ok(conn)
}

/// Transactions that hold locks on tables: description by identifier.
type Holders = BTreeMap<String, String>;

/// Lists the other transactions that hold locks on tables. The start of another role's transaction is known to a
/// superuser only.
async fn list_holders(conn: &mut AsyncPgConnection) -> QueryResult<Holders> {
    #[derive(QueryableByName)]
    struct Holder {
        #[diesel(sql_type = Text)]
        id: String,
        #[diesel(sql_type = Text)]
        holder: String,
    }
    let holders: Vec<Holder> = diesel::sql_query(
        "SELECT l.virtualtransaction AS id, concat('process ', l.pid, ' (', concat_ws(', ', 'role ' || a.usename,
                nullif(a.application_name, ''), 'since ' || to_char(a.xact_start, 'HH24:MI:SS TZ')), ') uses ',
                string_agg(DISTINCT c.relname, ', ')) AS holder
         FROM pg_locks l JOIN pg_stat_activity a USING (pid) JOIN pg_class c ON c.oid = l.relation
         WHERE l.granted AND l.pid <> pg_backend_pid() AND a.datname = current_database()
             AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
         GROUP BY l.virtualtransaction, l.pid, a.usename, a.application_name, a.xact_start",
    )
    .load(conn)
    .await?;
    Ok(holders.into_iter().map(|Holder { id, holder }| (id, holder)).collect())
}

/// Describes the transactions that held locks both before and after an attempt.
fn held_throughout(before: &Holders, after: &Holders) -> String {
    let both = after.iter().filter(|(id, _)| before.contains_key(*id));
    let both: Vec<&str> = both.map(|(_, holder)| holder.as_str()).collect();
    if both.is_empty() { "many short transactions".to_owned() } else { both.join("; ") }
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
