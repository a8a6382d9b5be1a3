//! Two instances that share database, clock and n8n.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::support::app::{Setup, TestApp, until};
use crate::support::client::{Answer, Client};
use crate::support::data;
use crate::support::db::TestDb;
use crate::support::proxy::Proxy;

/// Path of conversion requests.
pub(crate) const CONVERT: &str = "/api/prospects/convertir-candidat";

/// Two instances; n8n and the database belong to the first.
pub(crate) struct Pair {
    pub(crate) one: TestApp,
    pub(crate) two: TestApp,
}

/// A person whose requests alternate between the instances.
pub(crate) struct RoundRobin {
    clients: [Client; 2],
    turn: AtomicUsize,
}

impl Pair {
    /// Starts two instances with workers.
    pub(crate) async fn at_work() -> Self {
        Self::with(|| TestApp::setup().with_workers().set("HEARTBEAT_S", 1)).await
    }

    /// Starts two instances with this setup.
    pub(crate) async fn with(setup: impl Fn() -> Setup) -> Self {
        let one = setup().start().await;
        let two = setup().beside(&one);
        Self { one, two }
    }

    /// Starts two instances with workers, the second of which reaches the database through a proxy. Streams have no
    /// heartbeat.
    pub(crate) async fn with_proxy() -> (Self, Proxy) {
        let db = TestDb::create().await;
        data::catalogue(&db).await;
        let proxy = Proxy::listen("127.0.0.1:0", &db).await;
        let url = proxy.url(&db);
        let setup = || TestApp::setup().with_workers().set("HEARTBEAT_S", 3_600);
        let one = setup().start_on(db);
        let two = setup().set("DATABASE_URL", url).beside(&one);
        (Self { one, two }, proxy)
    }

    /// Waits until this number of instances listen to `NOTIFY`.
    pub(crate) async fn until_listening(&self, instances: i64) {
        let sql = "SELECT count(*) AS count FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'prospects-api wake'";
        until(async || (self.one.db.count(sql).await == instances).then_some(())).await;
    }

    /// Logs Sophie Martin in at the first instance; returns a client for each.
    pub(crate) async fn admin(&self) -> [Client; 2] {
        let at_one = self.one.admin().await;
        let at_two = at_one.at(&self.two.url);
        [at_one, at_two]
    }

    /// Returns Sophie Martin behind the balancer.
    pub(crate) async fn round_robin(&self) -> RoundRobin {
        RoundRobin { clients: self.admin().await, turn: AtomicUsize::new(0) }
    }
}

impl RoundRobin {
    fn next(&self) -> &Client {
        &self.clients[self.turn.fetch_add(1, Ordering::Relaxed) % 2]
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.next().get(path).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.next().post(path, body).await
    }
}

/// Returns the body that converts a prospect into `CAP_BJ`, in the session with five seats.
pub(crate) fn conversion(id_prospect: &str) -> Value {
    json!({ "idProspect": id_prospect, "formationRetenue": "CAP_BJ", "idSession": 1 })
}
