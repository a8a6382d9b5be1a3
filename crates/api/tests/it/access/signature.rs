//! Authentication of n8n by signature.

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use crate::support::app::{API_KEY, TestApp, WEBHOOK_SECRET};
use crate::support::client::Answer;

const PROGRESS: &str = "/api/prospects/conversion-progress";
const REPORT: &str = "/api/journal-erreurs";
const OTHER_SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

/// Returns a step of an unknown action: a 404 means that the signature was accepted.
fn step() -> String {
    json!({ "idConversion": 999, "etape": "Création du dossier" }).to_string()
}

/// A message with its signature headers.
struct Message {
    id: String,
    timestamp: i64,
    signature: String,
    body: String,
}

impl Message {
    /// Signs with this secret, at this offset from now.
    fn signed(app: &TestApp, secret: &str, after: TimeDelta, body: String) -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let id = format!("msg_{}", LAST.fetch_add(1, Ordering::Relaxed));
        Self::named(id, secret, (app.state.clock.now() + after).timestamp(), body)
    }

    /// Signs with this secret, under this `webhook-id`.
    fn named(id: String, secret: &str, timestamp: i64, body: String) -> Self {
        let signature = Webhook::new(secret).unwrap().sign(&id, timestamp, body.as_bytes()).unwrap();
        Self { id, timestamp, signature, body }
    }

    async fn send(&self, app: &TestApp, path: &str) -> Answer {
        let request = app.anonymous().bare_request(Method::POST, path).header("webhook-id", &self.id);
        let request =
            request.header("webhook-timestamp", self.timestamp).header("webhook-signature", &self.signature);
        Answer::read(request.header("content-type", "application/json").body(self.body.clone())).await
    }
}

fn fresh(app: &TestApp) -> Message {
    Message::signed(app, WEBHOOK_SECRET, TimeDelta::zero(), step())
}

#[tokio::test]
async fn a_signature_stands_for_the_key_on_every_callback() {
    let app = TestApp::start().await;
    let complete = json!({ "idConversion": 999, "success": false, "messageErreur": "Quota dépassé" });
    let report = json!({ "nomWorkflow": "Tri des e-mails", "messageErreur": "Quota dépassé" });
    let callbacks: [(&str, Value, u16); 3] = [
        (PROGRESS, serde_json::from_str(&step()).unwrap(), 404),
        ("/api/prospects/conversion-complete", complete, 404),
        (REPORT, report, 201),
    ];
    for (path, body, status) in callbacks {
        let message = Message::signed(&app, WEBHOOK_SECRET, TimeDelta::zero(), body.to_string());
        message.send(&app, path).await.expect(status);
    }
}

#[tokio::test]
async fn a_signature_of_something_else_is_refused() {
    let app = TestApp::start().await;
    let message = fresh(&app);
    let other_secret = Message::signed(&app, OTHER_SECRET, TimeDelta::zero(), step());
    for wrong in [
        Message { body: step().replace("999", "998"), ..fresh(&app) },
        Message { body: format!("{} ", step()), ..fresh(&app) },
        Message { id: "msg_x".to_owned(), ..fresh(&app) },
        Message { id: String::new(), ..fresh(&app) },
        Message { timestamp: message.timestamp + 1, ..fresh(&app) },
        Message { signature: message.signature.replace("v1,", "v2,"), ..fresh(&app) },
        Message { signature: message.signature.replace("v1,", ""), ..fresh(&app) },
        Message { signature: String::new(), ..fresh(&app) },
        Message { signature: "v1,".to_owned(), ..fresh(&app) },
        other_secret,
    ] {
        wrong.send(&app, PROGRESS).await.expect_problem(401, "SIGNATURE_INVALIDE");
    }
}

#[tokio::test]
async fn a_signature_is_good_for_five_minutes() {
    let app = TestApp::start().await;
    for (after, status, code) in [
        (-300, 404, "INTROUVABLE"),
        (300, 404, "INTROUVABLE"),
        (-301, 401, "HORODATAGE_PERIME"),
        (301, 401, "HORODATAGE_PERIME"),
    ] {
        let message = Message::signed(&app, WEBHOOK_SECRET, TimeDelta::seconds(after), step());
        message.send(&app, PROGRESS).await.expect_problem(status, code);
    }
}

#[tokio::test]
async fn a_signed_report_that_comes_again_is_answered_as_before_and_written_once() {
    let app = TestApp::start().await;
    let body = json!({ "nomWorkflow": "Tri des e-mails", "messageErreur": "Quota dépassé" }).to_string();
    let message = Message::signed(&app, WEBHOOK_SECRET, TimeDelta::zero(), body.clone());
    let first = message.send(&app, REPORT).await;
    let entry = &first.expect(201).body;
    app.advance(TimeDelta::minutes(5));
    let again = join_all((0..4).map(|_| message.send(&app, REPORT))).await;
    for again in again {
        assert_eq!(
            (&again.expect(201).body, &again.headers["location"]),
            (entry, &first.headers["location"])
        );
    }
    // A second occurrence of the error is another message.
    let other = Message::signed(&app, WEBHOOK_SECRET, TimeDelta::zero(), body).send(&app, REPORT).await;
    assert_ne!(&other.expect(201).body["id"], &entry["id"]);
    assert_eq!(app.db.count("SELECT count(*) FROM journal_erreurs").await, 2);
}

#[tokio::test]
async fn reports_that_come_twice_at_once_are_written_once() {
    let app = TestApp::start().await;
    let body = json!({ "nomWorkflow": "Tri des e-mails", "messageErreur": "Quota dépassé" }).to_string();
    let message = Message::signed(&app, WEBHOOK_SECRET, TimeDelta::zero(), body);
    let answers = join_all((0..6).map(|_| message.send(&app, REPORT))).await;
    assert!(answers.iter().all(|answer| answer.expect(201).body == answers[0].body), "{answers:?}");
    assert_eq!(app.db.count("SELECT count(*) FROM journal_erreurs").await, 1);
}

#[tokio::test]
async fn a_signature_is_good_for_one_address() {
    let app = TestApp::start().await;
    let message = fresh(&app);
    message.send(&app, PROGRESS).await.expect_problem(404, "INTROUVABLE");
    for elsewhere in [REPORT, "/api/prospects/conversion-complete"] {
        message.send(&app, elsewhere).await.expect_problem(401, "SIGNATURE_INVALIDE");
    }
    message.send(&app, PROGRESS).await.expect_problem(404, "INTROUVABLE");
}

#[tokio::test]
async fn what_we_sign_is_no_call_to_us() {
    let app = TestApp::start().await;
    for id in ["conv_42", "canari_42"] {
        let at = app.state.clock.now().timestamp();
        let own = Message::named(id.to_owned(), WEBHOOK_SECRET, at, step());
        own.send(&app, PROGRESS).await.expect_problem(401, "SIGNATURE_INVALIDE");
    }
}

#[tokio::test]
async fn messages_are_forgotten_after_ten_minutes() {
    let app = TestApp::start().await;
    for _ in 0..3 {
        fresh(&app).send(&app, PROGRESS).await.expect(404);
    }
    app.advance(TimeDelta::minutes(10));
    fresh(&app).send(&app, PROGRESS).await.expect(404);
    assert_eq!(app.db.count("SELECT count(*) FROM messages_signes").await, 1);
}

#[tokio::test]
async fn one_good_signature_among_others_is_enough() {
    let app = TestApp::start().await;
    let message = fresh(&app);
    let former = Message::signed(&app, OTHER_SECRET, TimeDelta::zero(), step()).signature;
    let both = Message { signature: format!("{former} v1a,x {}", message.signature), ..message };
    both.send(&app, PROGRESS).await.expect(404);
}

#[tokio::test]
async fn without_a_secret_no_signature_is_good() {
    let app = TestApp::setup().set("N8N_WEBHOOK_SECRET", "").start().await;
    fresh(&app).send(&app, PROGRESS).await.expect_problem(401, "SIGNATURE_INVALIDE");
}

#[tokio::test]
async fn a_wrong_key_is_not_made_up_for_by_a_signature() {
    let app = TestApp::start().await;
    let message = fresh(&app);
    for (key, status) in [("x", 401), (API_KEY, 404)] {
        let request = app.anonymous().bare_request(Method::POST, PROGRESS).header("x-api-key", key);
        let request =
            request.header("webhook-id", &message.id).header("webhook-timestamp", message.timestamp);
        let request = request.header("webhook-signature", &message.signature);
        let request = request.header("content-type", "application/json").body(message.body.clone());
        Answer::read(request).await.expect(status);
    }
}

#[tokio::test]
async fn a_signature_opens_nothing_else() {
    let app = TestApp::start().await;
    let body = json!({ "nom": "Petit", "email": "paul@exemple.example" });
    let message = Message::signed(&app, WEBHOOK_SECRET, TimeDelta::zero(), body.to_string());
    message.send(&app, "/api/prospects").await.expect_problem(401, "NON_AUTHENTIFIE");
}

#[tokio::test]
async fn wrong_signatures_count_as_wrong_keys() {
    let app = TestApp::start().await;
    let wrong = Message { id: "msg_x".to_owned(), ..fresh(&app) };
    for _ in 0..20 {
        wrong.send(&app, PROGRESS).await.expect(401);
    }
    wrong.send(&app, PROGRESS).await.expect_problem(429, "TROP_DE_REQUETES");
    fresh(&app).send(&app, PROGRESS).await.expect(404);
}
