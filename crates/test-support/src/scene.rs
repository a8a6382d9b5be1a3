//! Starting point of most tests of the engine: an instance, an admin, a prospect, and a stand-in for n8n that accepts
//! webhooks but never calls back. The test sends the callbacks.

use chrono::TimeDelta;
use n8n_sim::{Fault, FaultMode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::app::{Setup, TestApp};
use crate::client::{Answer, Client};
use crate::data;
use crate::db::TestDb;

/// Path of conversion requests.
pub const CONVERT: &str = "/api/prospects/convertir-candidat";
/// Path of callbacks with the end of an action.
pub const COMPLETE: &str = "/api/prospects/conversion-complete";
/// Path of callbacks with a step.
pub const PROGRESS: &str = "/api/prospects/conversion-progress";
/// Link to a Drive folder.
pub const FOLDER: &str = "https://drive.google.com/drive/folders/1abc";
/// Id of the session of `CAP_BJ` with five seats, in the test catalogue.
pub const FIVE_SEATS: i64 = 1;
/// Id of the session with one seat.
pub const ONE_SEAT: i64 = 2;
/// Id of the session without a free seat.
pub const FULL: i64 = 3;
/// Id of the closed session.
pub const CLOSED: i64 = 4;
/// Id of the session of GEMMO.
pub const OF_GEMMO: i64 = 5;

/// An instance, an admin (Sophie Martin), n8n's client, and the prospect Marie Dumitru.
pub struct Scene {
    /// The instance.
    pub app: TestApp,
    /// Sophie Martin, logged in.
    pub admin: Client,
    /// n8n with its key.
    pub n8n: Client,
    /// Identifier of Marie Dumitru.
    pub prospect: String,
}

impl Scene {
    /// Creates a scene in which n8n accepts every webhook and never calls back.
    pub async fn new() -> Self {
        Self::with(TestApp::setup()).await
    }

    /// Creates a scene with this setup, in which n8n accepts every webhook and never calls back.
    pub async fn with(setup: Setup) -> Self {
        let scene = Self::answered(setup).await;
        scene.fault(Fault::new(FaultMode::Silence).always());
        scene
    }

    /// Creates a scene in which n8n runs its workflows and calls back.
    pub async fn answered(setup: Setup) -> Self {
        let app = setup.start().await;
        let admin = app.admin().await;
        let n8n = app.n8n_client();
        let prospect = data::prospect(&app.db, "Dumitru", "Marie").await;
        Self { app, admin, n8n, prospect }
    }

    /// Adds a fault of n8n, after those added earlier.
    pub fn fault(&self, fault: Fault) {
        self.app.n8n.faults().add(fault).unwrap();
    }

    /// Replaces the faults of n8n by these, in order, followed by silence.
    pub fn faults(&self, faults: impl IntoIterator<Item = Fault>) {
        self.app.n8n.faults().clear();
        faults.into_iter().for_each(|fault| self.fault(fault));
        self.fault(Fault::new(FaultMode::Silence).always());
    }

    /// Makes n8n answer every webhook with a temporary error.
    pub fn n8n_is_down(&self) {
        self.faults([Fault::status(503).always()]);
    }

    /// Adds another prospect.
    pub async fn prospect(&self, nom: &str) -> String {
        data::prospect(&self.app.db, nom, "Marie").await
    }

    /// Requests a conversion.
    pub async fn ask(&self, body: Value) -> Answer {
        self.admin.post(CONVERT, body).await
    }

    /// Starts a conversion of the prospect into `CAP_BJ`, without a session; returns its id.
    pub async fn start(&self) -> i64 {
        self.start_with(conversion(&self.prospect)).await
    }

    /// Starts a conversion; returns its id.
    pub async fn start_with(&self, body: Value) -> i64 {
        id_of(self.ask(body).await.expect(202))
    }

    /// Starts a conversion and lets n8n accept its webhook; returns its id.
    pub async fn deliver(&self) -> i64 {
        self.deliver_with(conversion(&self.prospect)).await
    }

    /// Starts this conversion and lets n8n accept its webhook; returns its id.
    pub async fn deliver_with(&self, body: Value) -> i64 {
        let id = self.start_with(body).await;
        assert_eq!(self.app.dispatch().await.calls, 1);
        assert_eq!(self.action(id).await["tentatives"], 1);
        id
    }

    /// Starts this conversion and lets its deadline pass; returns its id.
    pub async fn overdue_with(&self, body: Value) -> i64 {
        let id = self.deliver_with(body).await;
        self.app.advance(TimeDelta::minutes(15));
        assert_eq!(self.app.expire().await, 1);
        id
    }

    /// Starts this conversion while n8n is down and uses up its attempts; returns its id.
    pub async fn unreachable_with(&self, body: Value) -> i64 {
        self.n8n_is_down();
        let id = self.start_with(body).await;
        self.exhaust().await;
        id
    }

    /// Makes all remaining attempts, each when it is due.
    pub async fn exhaust(&self) {
        while self.app.db.count("SELECT count(prochaine_tentative) AS count FROM conversions_en_cours").await
            > 0
        {
            self.app.dispatch().await;
            self.app.advance(TimeDelta::seconds(5));
        }
    }

    /// Sends a callback.
    pub async fn call_back(&self, body: Value) -> Answer {
        self.n8n.post(COMPLETE, body).await
    }

    /// Sends the callback of a success with this file number, which must be accepted.
    pub async fn succeed(&self, id: i64, numero: &str) -> Answer {
        let answer = self.call_back(success(id, numero)).await;
        answer.expect(200);
        answer
    }

    /// Sends the callback of a failure, which must be accepted.
    pub async fn fail(&self, id: i64) -> Answer {
        let answer = self.call_back(failure(id)).await;
        answer.expect(200);
        answer
    }

    /// Returns the action from its endpoint.
    pub async fn action(&self, id: i64) -> Value {
        self.admin.get(&format!("/api/actions/{id}")).await.expect(200).body.clone()
    }

    /// Returns the state of an action.
    pub async fn statut(&self, id: i64) -> String {
        self.action(id).await["statutAction"].as_str().unwrap().to_owned()
    }

    /// Restarts an action.
    pub async fn relance(&self, id: i64) -> Answer {
        self.admin.post(&format!("/api/actions/{id}/relance"), json!({})).await
    }

    /// Returns the statut of the prospect.
    pub async fn statut_prospect(&self) -> String {
        statut_of(&self.app.db, &self.prospect).await
    }

    /// Returns the candidate of the prospect as a row, or null.
    pub async fn candidat(&self) -> Value {
        candidat_of(&self.app.db, &self.prospect).await
    }

    /// Returns the last notification as a row.
    pub async fn last_notification(&self) -> Value {
        row(&self.app.db, "SELECT to_jsonb(n)::text AS text FROM notifications n ORDER BY id DESC LIMIT 1")
            .await
    }

    /// Counts the notifications of this type.
    pub async fn notifications(&self, type_notification: &str) -> i64 {
        count(&self.app.db, &format!("notifications WHERE type = '{type_notification}'")).await
    }

    /// Returns the enrolled and the held seats of a session.
    pub async fn seats(&self, session: i64) -> (i64, i64) {
        let sql =
            |column| format!("SELECT {column}::bigint AS count FROM sessions WHERE id_session = {session}");
        (self.app.db.count(&sql("inscrits")).await, self.app.db.count(&sql("retenues")).await)
    }
}

/// Returns the body that converts a prospect into `CAP_BJ`, without a session.
pub fn conversion(id_prospect: &str) -> Value {
    json!({ "idProspect": id_prospect, "formationRetenue": "CAP_BJ" })
}

/// Returns the body that converts a prospect into `CAP_BJ`, in this session.
pub fn into_session(id_prospect: &str, session: i64) -> Value {
    json!({ "idProspect": id_prospect, "formationRetenue": "CAP_BJ", "idSession": session })
}

/// Returns the callback of a success.
pub fn success(id: i64, numero: &str) -> Value {
    json!({ "idConversion": id, "success": true, "numeroDossier": numero, "lienDossierDrive": FOLDER,
        "workflowId": "wf1", "executionId": "ex1" })
}

/// Returns the callback of a failure.
pub fn failure(id: i64) -> Value {
    json!({ "idConversion": id, "success": false, "messageErreur": "Quota Drive dépassé",
        "nomNoeud": "Créer le dossier Drive", "workflowId": "wf1", "executionId": "ex1" })
}

/// Returns the id in the body of a 202.
#[track_caller]
pub fn id_of(answer: &Answer) -> i64 {
    answer.body["idConversion"].as_i64().expect("idConversion")
}

/// Counts the rows of a FROM clause.
pub async fn count(db: &TestDb, from: &str) -> i64 {
    db.count(&format!("SELECT count(*) AS count FROM {from}")).await
}

/// Returns one row as JSON; null when there is none.
pub async fn row(db: &TestDb, sql: &str) -> Value {
    let text = db.text(&format!("SELECT ({sql}) AS text")).await;
    text.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap())
}

/// Returns the statut of a prospect.
pub async fn statut_of(db: &TestDb, id_prospect: &str) -> String {
    db.text(&format!("SELECT statut_prospect AS text FROM prospects WHERE id_prospect = '{id_prospect}'"))
        .await
        .unwrap()
}

/// Returns the candidate of a prospect as a row, or null.
pub async fn candidat_of(db: &TestDb, id_prospect: &str) -> Value {
    row(db, &format!("SELECT to_jsonb(c)::text AS text FROM candidats c WHERE id_prospect = '{id_prospect}'"))
        .await
}

/// Starts an n8n that answers every call with this JSON; returns the base URL of its webhooks.
pub async fn answering(answer: &Value) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let body = answer.to_string();
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut head = [0; 16 * 1024];
            let _ = socket.read(&mut head).await;
            let _ = socket.write_all(answer.as_bytes()).await;
            let _ = socket.shutdown().await;
        }
    });
    format!("http://{address}/webhook")
}

/// Returns `erreurs` of the refusal of an `Idempotency-Key` that another request has used.
pub fn key_reused() -> Value {
    let message = "Cette clé d’idempotence a déjà servi à une autre demande.";
    json!([{ "champ": "Idempotency-Key", "code": "DEJA_UTILISE", "message": message }])
}
