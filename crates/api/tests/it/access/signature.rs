//! n8n's callbacks, signed instead of with the key.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use crate::support::app::{API_KEY, TestApp, WEBHOOK_SECRET};
use crate::support::client::Answer;

const PROGRESS: &str = "/api/prospects/conversion-progress";
const OTHER_SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

/// A step of an action that does not exist: 404 says that the signature was taken.
fn step() -> String {
    json!({ "idConversion": 999, "etape": "Création du dossier" }).to_string()
}

/// What a message says of itself.
struct Message {
    id: &'static str,
    timestamp: i64,
    signature: String,
    body: String,
}

impl Message {
    /// Signed with this secret, so long after the present.
    fn signed(app: &TestApp, secret: &str, after: TimeDelta, body: String) -> Self {
        let timestamp = (app.state.clock.now() + after).timestamp();
        let signature = Webhook::new(secret).unwrap().sign("msg_1", timestamp, body.as_bytes()).unwrap();
        Self { id: "msg_1", timestamp, signature, body }
    }

    async fn send(&self, app: &TestApp, path: &str) -> Answer {
        let request = app.anonymous().bare_request(Method::POST, path).header("webhook-id", self.id);
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
        ("/api/journal-erreurs", report, 201),
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
        Message { id: "msg_2", ..fresh(&app) },
        Message { id: "", ..fresh(&app) },
        Message { timestamp: message.timestamp + 1, ..fresh(&app) },
        Message { signature: message.signature.replace("v1,", "v2,"), ..fresh(&app) },
        Message { signature: message.signature.replace("v1,", ""), ..fresh(&app) },
        Message { signature: String::new(), ..fresh(&app) },
        Message { signature: "v1,".to_owned(), ..fresh(&app) },
        other_secret,
    ] {
        wrong.send(&app, PROGRESS).await.expect_problem(401, "CLE_API_INVALIDE");
    }
}

#[tokio::test]
async fn a_signature_is_good_for_five_minutes() {
    let app = TestApp::start().await;
    for (after, status) in [(-300, 404), (300, 404), (-301, 401), (301, 401)] {
        let message = Message::signed(&app, WEBHOOK_SECRET, TimeDelta::seconds(after), step());
        message.send(&app, PROGRESS).await.expect(status);
    }
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
    fresh(&app).send(&app, PROGRESS).await.expect_problem(401, "CLE_API_INVALIDE");
}

#[tokio::test]
async fn a_wrong_key_is_not_made_up_for_by_a_signature() {
    let app = TestApp::start().await;
    let message = fresh(&app);
    for (key, status) in [("x", 401), (API_KEY, 404)] {
        let request = app.anonymous().bare_request(Method::POST, PROGRESS).header("x-api-key", key);
        let request = request.header("webhook-id", message.id).header("webhook-timestamp", message.timestamp);
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
    let wrong = Message { id: "msg_2", ..fresh(&app) };
    for _ in 0..20 {
        wrong.send(&app, PROGRESS).await.expect(401);
    }
    wrong.send(&app, PROGRESS).await.expect_problem(429, "TROP_DE_REQUETES");
    fresh(&app).send(&app, PROGRESS).await.expect(404);
}
