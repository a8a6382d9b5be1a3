//! The command `create-admin` on an existing account.

use prospects_api::utilisateurs::{Account, create_admin};
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::data::PASSWORD;
use crate::support::stream::Stream;

const SOPHIE: &str = "sophie@ecole.example";
const OTHER: &str = "établi lime et chalumeau";

async fn reset(app: &TestApp) {
    let account = Account {
        email: "Sophie@Ecole.example".to_owned(),
        prenom: None,
        nom: None,
        role: common::Role::Admin,
        password: OTHER.into(),
    };
    let mut conn = app.state.pool.get().await.unwrap();
    create_admin(&mut conn, (&app.state.clock, &app.state.blocklist), account, false).await.unwrap();
}

#[tokio::test]
async fn a_reset_ends_sessions_and_invitations_of_the_account_and_of_no_other() {
    let app = TestApp::start().await;
    let thief = app.admin().await;
    let lea = app.login("lea@ecole.example", "Léa", "ADMIN").await;
    let invited = lea.post("/api/utilisateurs/1/invitation", json!({})).await;
    let token = invited.expect(201).body["jeton"].clone();
    reset(&app).await;
    thief.get("/api/auth/me").await.expect_problem(401, "NON_AUTHENTIFIE");
    thief.get("/api/prospects").await.expect_problem(401, "NON_AUTHENTIFIE");
    let answer = json!({ "jeton": token, "motDePasse": "chalumeau lime et établi" });
    app.anonymous().post("/api/auth/invitation", answer).await.expect_problem(404, "INTROUVABLE");
    lea.get("/api/auth/me").await.expect(200);
    let login = |password: &str| json!({ "email": SOPHIE, "motDePasse": password });
    let anonymous = app.anonymous();
    anonymous.post("/api/auth/login", login(PASSWORD)).await.expect_problem(401, "NON_AUTHENTIFIE");
    anonymous.post("/api/auth/login", login(OTHER)).await.expect(200);
}

#[tokio::test]
async fn a_reset_ends_the_open_streams_of_running_instances() {
    let app = TestApp::setup().with_workers().start().await;
    let mut stream = Stream::open(&app.admin().await).await;
    reset(&app).await;
    stream.expect_end().await;
}
