//! Reads that a standby serves (`DATABASE_URL_LECTURE`), with real streaming replication.

use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};
use prospects_api::standby::Status;
use serde_json::json;

use crate::support::app::{Setup, TestApp, until};
use crate::support::client::Client;
use crate::support::data;
use crate::support::db::{Server, TestDb};
use crate::support::postgres::{Authority, Cluster};

/// Server name in the certificates.
const NAME: &str = "db.ecole.example";

/// A primary and its standby, with an instance that reads from the standby. The instance is dropped first.
struct Pair {
    app: TestApp,
    standby: Option<Cluster>,
    primary: Cluster,
    authority: Authority,
}

impl Pair {
    async fn start() -> Self {
        let authority = Authority::generate();
        let primary = Cluster::start(&authority, NAME).await;
        let standby = primary.standby().await;
        let db = TestDb::create_on(&server(&primary, &authority)).await;
        data::catalogue(&db).await;
        let app = reading_from(&server(&standby, &authority), db.name()).start_on(db);
        let pair = Self { app, standby: Some(standby), primary, authority };
        pair.check(&pair.app).await;
        pair
    }

    fn server(&self) -> Server {
        server(self.standby.as_ref().unwrap(), &self.authority)
    }

    /// Checks the standby until it serves reads.
    async fn check(&self, app: &TestApp) {
        until(async || app.state.standby.check(&app.state.pool).await.then_some(())).await;
    }
}

fn server(cluster: &Cluster, authority: &Authority) -> Server {
    cluster.server(NAME, &format!("sslrootcert={}", authority.file.path().to_str().unwrap()))
}

/// Returns the setup of an instance that reads from this database of the standby.
fn reading_from(standby: &Server, database: &str) -> Setup {
    TestApp::setup().set("DATABASE_URL_LECTURE", standby.service_url(database))
}

fn status(app: &TestApp) -> Status {
    app.state.standby.status().unwrap()
}

async fn add(admin: &Client, number: i64) {
    let email = format!("anne{number}@relais.example");
    let person = json!({ "nom": "Relais", "prenom": "Anne", "email": email });
    admin.post("/api/prospects", person).await.expect(201);
}

async fn total(admin: &Client) -> i64 {
    admin.get("/api/prospects?recherche=relais").await.expect(200).body["pagination"]["total"]
        .as_i64()
        .unwrap()
}

async fn holds(conn: &mut AsyncPgConnection, condition: &str) -> bool {
    #[derive(diesel::QueryableByName)]
    struct Answer {
        #[diesel(sql_type = Bool)]
        holds: bool,
    }
    let asked = diesel::sql_query(format!("SELECT {condition} AS holds"));
    asked.get_result::<Answer>(conn).await.unwrap().holds
}

async fn wait_for(conn: &mut AsyncPgConnection, condition: &str) {
    until(async || holds(conn, condition).await.then_some(())).await;
}

#[tokio::test]
async fn a_read_sees_every_acknowledged_write_however_far_the_standby_is() {
    let pair = Pair::start().await;
    let (app, admin) = (&pair.app, pair.app.admin().await);
    for number in 1..=10 {
        add(&admin, number).await;
        assert_eq!(total(&admin).await, number);
    }
    until(async || {
        app.state.standby.check(&app.state.pool).await;
        assert_eq!(total(&admin).await, 10);
        (status(app).by_standby > 0).then_some(())
    })
    .await;

    pair.check(app).await;
    let mut standby = pair.server().admin().await;
    standby.batch_execute("SELECT pg_wal_replay_pause()").await.unwrap();
    wait_for(&mut standby, "pg_get_wal_replay_pause_state() = 'paused'").await;
    let before = status(app);
    add(&admin, 11).await;
    assert_eq!(total(&admin).await, 11);
    assert!(!app.state.standby.check(&app.state.pool).await);
    let late = status(app);
    assert_eq!((late.etat.as_str(), late.by_standby), ("EN_RETARD", before.by_standby));
    assert!(late.lag_bytes > 0 && late.by_primary > before.by_primary, "{late:?}");
    let sante = admin.get("/api/sante").await.expect(200).body.clone();
    assert_eq!(sante["baseDeDonnees"]["lecture"]["etat"], "EN_RETARD");
    assert!(sante["raisons"].to_string().contains("La base de lecture est en retard"), "{sante}");
    let metrics = app.state.metrics.render(&app.state).await;
    assert!(metrics.contains("admissions_reads_total{server=\"primary\"}"), "{metrics}");
    assert!(metrics.contains("admissions_standby_state{state=\"EN_RETARD\"} 1"), "{metrics}");

    let leaver = app.login("paul@ecole.example", "Paul", "ADMIN").await;
    assert_eq!(total(&leaver).await, 11);
    leaver.post("/api/auth/logout", json!({})).await.expect(204);
    leaver.get("/api/prospects").await.expect(401);

    standby.batch_execute("SELECT pg_wal_replay_resume()").await.unwrap();
    pair.check(app).await;
    assert_eq!(status(app).etat.as_str(), "ACTIVE");
}

/// Locks the prospects on both databases, which holds the list back, until the transaction ends. `seen` is a session on
/// the standby.
async fn hold_the_list(pair: &Pair, seen: &mut AsyncPgConnection) -> AsyncPgConnection {
    let mut lock = pair.app.db.connect().await;
    lock.batch_execute("BEGIN; LOCK TABLE prospects IN ACCESS EXCLUSIVE MODE").await.unwrap();
    wait_for(seen, "EXISTS (SELECT FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted)").await;
    pair.check(&pair.app).await;
    lock
}

/// Condition of the standby on which the list waits for its lock.
const LIST_WAITS: &str = "EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock')";

#[tokio::test]
async fn a_read_that_takes_too_long_on_the_standby_is_not_repeated_on_the_primary() {
    let pair = Pair::start().await;
    let admin = pair.app.admin().await;
    let mut seen = pair.server().admin().await;
    let mut lock = hold_the_list(&pair, &mut seen).await;
    let before = status(&pair.app);
    let cut = async {
        wait_for(&mut seen, LIST_WAITS).await;
        // The server ends a statement at its time limit with the same SQLSTATE, 57014.
        let cancel = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
        seen.batch_execute(cancel).await.unwrap();
        lock.batch_execute("ROLLBACK").await.unwrap();
    };
    let (answer, ()) = tokio::join!(admin.get("/api/prospects"), cut);
    answer.expect_problem(503, "SERVICE_INDISPONIBLE");
    let after = status(&pair.app);
    assert_eq!((after.etat.as_str(), after.by_primary), ("ACTIVE", before.by_primary));
}

#[tokio::test]
async fn a_standby_that_dies_is_promoted_or_is_the_wrong_one_costs_no_error() {
    let mut pair = Pair::start().await;
    let admin = pair.app.admin().await;
    add(&admin, 1).await;

    // Each of these is refused, and the primary answers. The end of an instance would drop the database.
    let mut instances = Vec::new();
    let name = pair.app.db.name().to_owned();
    let primary = server(&pair.primary, &pair.authority);
    for (place, database, etat) in
        [(&primary, name.as_str(), "PROMUE"), (&pair.server(), "postgres", "AUTRE_BASE")]
    {
        let beside = reading_from(place, database).beside(&pair.app);
        assert!(!beside.state.standby.check(&beside.state.pool).await);
        assert_eq!(status(&beside).etat.as_str(), etat, "{:?}", status(&beside));
        assert_eq!(total(&admin.at(&beside.url)).await, 1);
        instances.push(beside);
    }

    // The lock, which the standby repeats, holds the list there until the standby dies.
    let mut seen = pair.server().admin().await;
    let mut lock = hold_the_list(&pair, &mut seen).await;
    let reader = admin.at(&pair.app.url);
    let read = tokio::spawn(async move { total(&reader).await });
    wait_for(&mut seen, LIST_WAITS).await;
    drop(pair.standby.take());
    until(async || (status(&pair.app).etat.as_str() == "INJOIGNABLE").then_some(())).await;
    lock.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(read.await.unwrap(), 1);
    assert!(!pair.app.state.standby.check(&pair.app.state.pool).await);
    assert_eq!(total(&admin).await, 1);

    let standby = pair.primary.standby().await;
    let promoted = reading_from(&server(&standby, &pair.authority), &name).beside(&pair.app);
    pair.check(&promoted).await;
    standby.promote().await;
    add(&admin, 2).await;
    assert_eq!(total(&admin.at(&promoted.url)).await, 2);
    assert_eq!(status(&promoted).etat.as_str(), "PROMUE");
}
