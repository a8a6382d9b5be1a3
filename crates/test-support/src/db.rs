//! A database per test: cloned from a template that is migrated once per version of the migrations.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

use diesel::sql_types::Text;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _};
use prospects_api::config::DatabaseConfig;
use prospects_api::db::connect::connect;
use prospects_api::db::migrations;
use prospects_api::tokens::random_bytes;
use tokio::sync::OnceCell;

/// A database that is dropped with the test.
pub struct TestDb {
    name: String,
}

/// `postgres://…/postgres` of a superuser: `make test` sets it.
fn server() -> String {
    std::env::var("TEST_DATABASE_URL").expect("TEST_DATABASE_URL is not set: run `make test`")
}

fn url_of(database: &str) -> String {
    let server = server();
    let (base, _) = server.rsplit_once('/').expect("TEST_DATABASE_URL ends in /database");
    format!("{base}/{database}")
}

fn config(database: &str) -> DatabaseConfig {
    let statement_timeout = std::time::Duration::from_secs(30);
    DatabaseConfig { url: url_of(database).into(), pool_size: 10, statement_timeout }
}

async fn admin() -> AsyncPgConnection {
    AsyncPgConnection::establish(&server()).await.expect("TEST_DATABASE_URL")
}

async fn run(conn: &mut AsyncPgConnection, sql: &str) {
    diesel::sql_query(sql).execute(conn).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Names the template by what the migrations say: changed migrations make another one.
fn template_name() -> String {
    let mut hasher = DefaultHasher::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().join("up.sql")).collect();
    files.sort();
    for file in files {
        std::fs::read_to_string(file).unwrap().hash(&mut hasher);
    }
    format!("it_template_{:016x}", hasher.finish())
}

#[derive(diesel::QueryableByName)]
struct Found {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    found: bool,
}

async fn template() -> &'static str {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let name = template_name();
            let mut conn = admin().await;
            // Two test processes at once: one makes it, the other waits.
            run(&mut conn, "SELECT pg_advisory_lock(4242)").await;
            let found: Found =
                diesel::sql_query("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1) AS found")
                    .bind::<Text, _>(&name)
                    .get_result(&mut conn)
                    .await
                    .unwrap();
            if !found.found {
                let draft = format!("{name}_draft");
                run(&mut conn, &format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)")).await;
                run(&mut conn, &format!("CREATE DATABASE {draft}")).await;
                migrate(config(&draft));
                run(&mut conn, &format!("ALTER DATABASE {draft} RENAME TO {name}")).await;
            }
            run(&mut conn, "SELECT pg_advisory_unlock(4242)").await;
            name
        })
        .await
}

/// The harness of the migrations blocks: it has a runtime of its own, whatever the test's own is.
fn migrate(config: DatabaseConfig) {
    let migration = std::thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async { migrations::run(connect(&config).await.unwrap()).await }).unwrap();
    });
    migration.join().expect("the migrations run");
}

impl TestDb {
    /// A migrated, empty database.
    pub async fn create() -> Self {
        let name = format!("it_{:032x}", u128::from_be_bytes(random_bytes()));
        let template = template().await;
        run(&mut admin().await, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Self { name }
    }

    /// A database without any migration.
    pub async fn unmigrated() -> Self {
        let name = format!("it_{:032x}", u128::from_be_bytes(random_bytes()));
        run(&mut admin().await, &format!("CREATE DATABASE {name}")).await;
        Self { name }
    }

    /// The same database, for another instance. It is dropped with the first of the two that goes.
    pub fn again(&self) -> Self {
        Self { name: self.name.clone() }
    }

    /// Makes the database unreachable: who is connected loses the connection, and nobody gets a new one.
    pub async fn take_away(&self) {
        run(&mut admin().await, &format!("ALTER DATABASE {} ALLOW_CONNECTIONS false", self.name)).await;
        self.disconnect_everybody().await;
    }

    /// Makes the database take changes or none, as a standby does; who is connected loses the connection.
    pub async fn allow_changes(&self, allowed: bool) {
        let setting =
            format!("ALTER DATABASE {} SET default_transaction_read_only = {}", self.name, !allowed);
        run(&mut admin().await, &setting).await;
        self.disconnect_everybody().await;
    }

    async fn disconnect_everybody(&self) {
        let everybody =
            format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'", self.name);
        run(&mut admin().await, &everybody).await;
    }

    /// Takes [`Self::take_away`] back.
    pub async fn give_back(&self) {
        run(&mut admin().await, &format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.name)).await;
    }

    /// How to reach it.
    pub fn config(&self) -> DatabaseConfig {
        config(&self.name)
    }

    /// A connection beside the application's own.
    pub async fn connect(&self) -> AsyncPgConnection {
        AsyncPgConnection::establish(&url_of(&self.name)).await.unwrap()
    }

    /// Runs SQL beside the application: what a school's own workflow or an operator would do.
    pub async fn execute(&self, sql: &str) {
        run(&mut self.connect().await, sql).await;
    }

    /// One number.
    pub async fn count(&self, sql: &str) -> i64 {
        #[derive(diesel::QueryableByName)]
        struct Count {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            count: i64,
        }
        let row: Count = diesel::sql_query(sql).get_result(&mut self.connect().await).await.unwrap();
        row.count
    }

    /// One text, or nothing when it is null.
    pub async fn text(&self, sql: &str) -> Option<String> {
        #[derive(diesel::QueryableByName)]
        struct Cell {
            #[diesel(sql_type = diesel::sql_types::Nullable<Text>)]
            text: Option<String>,
        }
        let row: Cell = diesel::sql_query(sql).get_result(&mut self.connect().await).await.unwrap();
        row.text
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let name = std::mem::take(&mut self.name);
        // A thread of its own: the test's runtime is being torn down.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                run(&mut admin().await, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
            });
        });
        let _ = dropped.join();
    }
}
