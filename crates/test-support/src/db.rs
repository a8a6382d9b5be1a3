//! Provides one database per test, cloned from a template that is migrated once per version of the migrations. The
//! application connects as the service role, and tests connect as the owner of the tables.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use prospects_api::config::{DatabaseConfig, Source};
use prospects_api::db::connect::wait;
use prospects_api::db::migrations::{self, Patience};
use prospects_api::tokens::random_bytes;
use tokio::sync::OnceCell;

/// A test database; dropping it drops the database.
pub struct TestDb {
    server: Server,
    name: String,
}

/// Name of the service role, which all test databases share.
pub const SERVICE_ROLE: &str = "it_service";

/// A PostgreSQL server, with the login of a superuser.
#[derive(Clone)]
pub struct Server {
    /// URL without a database: `postgres://…:port`.
    place: String,
    /// Query string of each URL: empty, or `?` and the parameters.
    parameters: String,
}

impl Server {
    /// Returns the server of the tests, whose address `make test` sets.
    pub fn shared() -> Self {
        let url = std::env::var("TEST_DATABASE_URL").expect("TEST_DATABASE_URL is not set: run `make test`");
        let (place, _) = url.rsplit_once('/').expect("TEST_DATABASE_URL ends in /database");
        Self { place: place.to_owned(), parameters: String::new() }
    }

    /// Returns another server, with these URL parameters.
    pub fn at(place: String, parameters: &str) -> Self {
        Self { place, parameters: format!("?{parameters}") }
    }

    /// Returns the `DATABASE_URL` of a database.
    pub fn url(&self, database: &str) -> String {
        format!("{}/{database}{}", self.place, self.parameters)
    }

    /// Returns this server under the host name `host`, with these URL parameters.
    pub fn elsewhere(&self, host: &str, parameters: &str) -> Self {
        let (login, address) = self.place.rsplit_once('@').unwrap();
        let (address, port) = address.rsplit_once(':').unwrap();
        Self::at(format!("{login}@{host}:{port}"), &format!("hostaddr={address}&{parameters}"))
    }

    /// Returns the `DATABASE_URL` of a database for the service role.
    pub fn service_url(&self, database: &str) -> String {
        let (_, address) = self.place.rsplit_once('@').expect("TEST_DATABASE_URL names a user");
        format!("postgres://{SERVICE_ROLE}:{SERVICE_ROLE}@{address}/{database}{}", self.parameters)
    }

    fn owner_config(&self, database: &str) -> DatabaseConfig {
        let (url, service) = (self.url(database), self.service_url(database));
        let variables = [("DATABASE_URL", service), ("DATABASE_OWNER_URL", url)];
        let lookup =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, url)| url.clone());
        DatabaseConfig::read_owner(&Source::new(&lookup)).unwrap().0
    }

    /// Opens a connection of the superuser.
    pub async fn admin(&self) -> AsyncPgConnection {
        wait(&self.owner_config("postgres"), |_| ()).await.unwrap()
    }
}

/// Parses the configuration of this `DATABASE_URL`.
pub fn config(url: &str) -> DatabaseConfig {
    DatabaseConfig::read(&Source::new(&|name| (name == "DATABASE_URL").then(|| url.to_owned()))).unwrap()
}

async fn admin() -> AsyncPgConnection {
    Server::shared().admin().await
}

async fn run(conn: &mut AsyncPgConnection, sql: &str) {
    diesel::sql_query(sql).execute(conn).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Returns the name of the template: a hash of the migrations and of the grants, so that each change makes a new
/// template.
fn template_name() -> String {
    let mut hasher = DefaultHasher::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().join("up.sql")).collect();
    files.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src/db/grants.rs"));
    files.sort();
    for file in files {
        std::fs::read_to_string(file).unwrap().hash(&mut hasher);
    }
    format!("it_template_{:016x}", hasher.finish())
}

async fn exists(conn: &mut AsyncPgConnection, place: &str, name: &str) -> bool {
    #[derive(diesel::QueryableByName)]
    struct Found {
        #[diesel(sql_type = diesel::sql_types::Bool)]
        found: bool,
    }
    let sql = format!("SELECT EXISTS (SELECT FROM {place} = $1) AS found");
    let found: Found = diesel::sql_query(sql).bind::<Text, _>(name).get_result(conn).await.unwrap();
    found.found
}

/// Creates the service role once per server. The caller holds a lock.
async fn ensure_service_role(conn: &mut AsyncPgConnection) {
    if !exists(conn, "pg_roles WHERE rolname", SERVICE_ROLE).await {
        run(conn, &format!("CREATE ROLE {SERVICE_ROLE} LOGIN PASSWORD '{SERVICE_ROLE}'")).await;
    }
}

async fn template() -> &'static str {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let name = template_name();
            let mut conn = admin().await;
            // Of two concurrent test processes, one creates it and the other waits.
            run(&mut conn, "SELECT pg_advisory_lock(4242)").await;
            ensure_service_role(&mut conn).await;
            if !exists(&mut conn, "pg_database WHERE datname", &name).await {
                let draft = format!("{name}_draft");
                run(&mut conn, &format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)")).await;
                run(&mut conn, &format!("CREATE DATABASE {draft}")).await;
                migrate(Server::shared().owner_config(&draft));
                run(&mut conn, &format!("ALTER DATABASE {draft} RENAME TO {name}")).await;
            }
            run(&mut conn, "SELECT pg_advisory_unlock(4242)").await;
            name
        })
        .await
}

/// Runs the migrations on a separate thread, because their harness blocks.
fn migrate(config: DatabaseConfig) {
    let migration = std::thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let migrated = async {
            let conn = wait(&config, |_| ()).await.unwrap();
            migrations::run(conn, Some(SERVICE_ROLE), Patience::default(), |_| ()).await
        };
        runtime.block_on(migrated).unwrap();
    });
    migration.join().expect("the migrations run");
}

impl TestDb {
    /// Creates an empty, migrated database.
    pub async fn create() -> Self {
        let template = template().await;
        Self::make(Server::shared(), &format!("TEMPLATE {template}")).await
    }

    /// Creates an empty, migrated database on another server.
    pub async fn create_on(server: &Server) -> Self {
        ensure_service_role(&mut server.admin().await).await;
        let db = Self::make(server.clone(), "").await;
        migrate(db.owner_config());
        db
    }

    /// Creates a database without migrations.
    pub async fn unmigrated() -> Self {
        // Creates the service role.
        template().await;
        Self::make(Server::shared(), "").await
    }

    async fn make(server: Server, options: &str) -> Self {
        let name = format!("it_{:032x}", u128::from_be_bytes(random_bytes()));
        run(&mut server.admin().await, &format!("CREATE DATABASE {name} {options}")).await;
        Self { server, name }
    }

    /// Returns another handle of the database, for another instance. The first dropped handle drops the database.
    pub fn again(&self) -> Self {
        Self { server: self.server.clone(), name: self.name.clone() }
    }

    /// Makes the database unreachable: connections are lost, and new ones are refused.
    pub async fn take_away(&self) {
        run(&mut self.server.admin().await, &format!("ALTER DATABASE {} ALLOW_CONNECTIONS false", self.name))
            .await;
        self.disconnect_everybody().await;
    }

    /// Makes the database writable or read-only, as a standby is; connections are lost.
    pub async fn allow_changes(&self, allowed: bool) {
        let setting =
            format!("ALTER DATABASE {} SET default_transaction_read_only = {}", self.name, !allowed);
        run(&mut self.server.admin().await, &setting).await;
        self.disconnect_everybody().await;
    }

    async fn disconnect_everybody(&self) {
        let everybody = format!(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{}'",
            self.name
        );
        run(&mut self.server.admin().await, &everybody).await;
    }

    /// Reverts [`Self::take_away`].
    pub async fn give_back(&self) {
        run(&mut self.server.admin().await, &format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.name))
            .await;
    }

    /// Returns the configuration of the application, which connects as the service role.
    pub fn config(&self) -> DatabaseConfig {
        config(&self.server.service_url(&self.name))
    }

    /// Returns the configuration of the owner of the tables.
    pub fn owner_config(&self) -> DatabaseConfig {
        self.server.owner_config(&self.name)
    }

    /// Opens a connection as the service role.
    pub async fn connect_as_service(&self) -> AsyncPgConnection {
        wait(&self.config(), |_| ()).await.unwrap()
    }

    /// Returns the server of the database.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Returns the name of the database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Opens an additional connection as the owner of the tables.
    pub async fn connect(&self) -> AsyncPgConnection {
        wait(&self.owner_config(), |_| ()).await.unwrap()
    }

    /// Runs SQL directly, as a school's own workflow or an operator would.
    pub async fn execute(&self, sql: &str) {
        run(&mut self.connect().await, sql).await;
    }

    /// Returns one number.
    pub async fn count(&self, sql: &str) -> i64 {
        #[derive(diesel::QueryableByName)]
        struct Count {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            count: i64,
        }
        let row: Count = diesel::sql_query(sql).get_result(&mut self.connect().await).await.unwrap();
        row.count
    }

    /// Returns one text per row.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        #[derive(diesel::QueryableByName)]
        struct Cell {
            #[diesel(sql_type = Text)]
            text: String,
        }
        let rows: Vec<Cell> = diesel::sql_query(sql).load(&mut self.connect().await).await.unwrap();
        rows.into_iter().map(|row| row.text).collect()
    }

    /// Returns one text, or `None` for null.
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
        let (server, name) = (self.server.clone(), std::mem::take(&mut self.name));
        // A separate thread drops the database, because the test's runtime is shutting down.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                run(&mut server.admin().await, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
            });
        });
        let _ = dropped.join();
    }
}
