//! Two instances that share database, clock and n8n.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::support::app::{Setup, TestApp};
use crate::support::client::{Answer, Client};

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
