//! Logins that an instance remembers: a change holds at once on every instance.

use prospects_api::db::remembered_logins;
use prospects_api::tokens::token_hash;
use reqwest::Method;
use serde_json::{Value, json};

use crate::instances::pair::Pair;
use crate::support::app::{TestApp, until};
use crate::support::client::{Answer, Client};
use crate::support::proxy::Notices;

const LIST: &str = "/api/prospects";

/// Returns true when the instance needs no question to the database about the client's login.
fn remembers(app: &TestApp, client: &Client) -> bool {
    let cookie = client.cookie().unwrap();
    let (_, token) = cookie.split_once('=').unwrap();
    app.state.logins.recall(&token_hash(token), app.state.clock.now()).is_some()
}

/// Sends requests until the instance remembers the client's login.
async fn until_remembered(app: &TestApp, client: &Client) {
    until(async || {
        client.get(LIST).await.expect(200);
        remembers(app, client).then_some(())
    })
    .await;
}

/// Changes an account.
async fn change(admin: &Client, id: &Value, body: Value) {
    let request = admin.request(Method::PATCH, &format!("/api/utilisateurs/{id}")).json(&body);
    Answer::read(request).await.expect(200);
}

#[tokio::test]
async fn the_end_of_a_login_holds_at_once_where_it_is_remembered() {
    let pair = Pair::at_work().await;
    let other = pair.one.login("paul@ecole.example", "Paul", "ADMIN").await;
    for round in 0..3 {
        let [at_one, at_two] = pair.admin().await;
        until_remembered(&pair.two, &at_two).await;
        let id = at_one.get("/api/auth/me").await.body["utilisateur"]["idUtilisateur"].clone();
        match round {
            0 => _ = at_one.post("/api/auth/logout", json!({})).await.expect(204),
            1 => _ = at_one.post("/api/auth/logout-partout", json!({})).await.expect(204),
            _ => change(&other, &id, json!({ "actif": false })).await,
        }
        for client in [&at_two, &at_one] {
            client.get(LIST).await.expect_problem(401, "NON_AUTHENTIFIE");
        }
    }
}

#[tokio::test]
async fn a_new_role_holds_at_once_where_the_former_one_is_remembered() {
    let pair = Pair::at_work().await;
    let other = pair.one.login("paul@ecole.example", "Paul", "ADMIN").await;
    let [at_one, at_two] = pair.admin().await;
    until_remembered(&pair.two, &at_two).await;
    let id = at_one.get("/api/auth/me").await.body["utilisateur"]["idUtilisateur"].clone();
    change(&other, &id, json!({ "role": "FORMATEUR" })).await;
    at_two.get(LIST).await.expect_problem(401, "NON_AUTHENTIFIE");
}

#[tokio::test]
async fn the_database_announces_changes_that_nobody_else_announces() {
    let pair = Pair::at_work().await;
    for (change, status) in [
        ("UPDATE utilisateurs SET role = 'FORMATEUR'", 403),
        ("UPDATE utilisateurs SET actif = false", 401),
        ("DELETE FROM auth_sessions", 401),
    ] {
        pair.one.db.execute("UPDATE utilisateurs SET role = 'ADMIN', actif = true").await;
        let [_, at_two] = pair.admin().await;
        until_remembered(&pair.two, &at_two).await;
        pair.one.db.execute(change).await;
        until(async || (at_two.get(LIST).await.status == status).then_some(())).await;
    }
}

#[tokio::test]
async fn each_instance_tells_a_writer_that_it_has_forgotten() {
    let pair = Pair::at_work().await;
    let [_, at_two] = pair.admin().await;
    until_remembered(&pair.two, &at_two).await;
    let mut conn = pair.one.state.pool.get().await.unwrap();
    // No row changed, so no trigger tells the instances.
    remembered_logins::wait_until_forgotten(&mut conn).await.expect("an answer of both");
    assert!(!remembers(&pair.two, &at_two));
}

#[tokio::test]
async fn an_instance_whose_notices_are_held_up_uses_nothing_that_it_remembers() {
    let (pair, proxy) = Pair::with_proxy().await;
    let [at_one, at_two] = pair.admin().await;
    until_remembered(&pair.two, &at_two).await;
    proxy.treat(Notices::HeldUp);
    at_one.post("/api/auth/logout", json!({})).await.expect(204);
    at_two.get(LIST).await.expect_problem(401, "NON_AUTHENTIFIE");
}

#[tokio::test]
async fn an_instance_that_hears_no_notices_remembers_nothing_until_it_hears_them_again() {
    let (pair, proxy) = Pair::with_proxy().await;
    let [at_one, at_two] = pair.admin().await;
    until_remembered(&pair.two, &at_two).await;
    proxy.treat(Notices::Refused);
    until(async || (!remembers(&pair.two, &at_two)).then_some(())).await;
    at_two.get(LIST).await.expect(200);
    assert!(!remembers(&pair.two, &at_two));
    at_one.post("/api/auth/logout", json!({})).await.expect(204);
    at_two.get(LIST).await.expect_problem(401, "NON_AUTHENTIFIE");
    proxy.treat(Notices::Relayed);
    let [_, at_two] = pair.admin().await;
    until_remembered(&pair.two, &at_two).await;
}
