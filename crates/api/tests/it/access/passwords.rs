//! Password change, and logout everywhere.

use reqwest::header::SET_COOKIE;
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::data::{self, PASSWORD};
use crate::support::stream::Stream;

const CHANGE: &str = "/api/auth/mot-de-passe";
const EVERYWHERE: &str = "/api/auth/logout-partout";
const ME: &str = "/api/auth/me";
const SOPHIE: &str = "sophie@ecole.example";
const OTHER: &str = "établi lime et chalumeau";

async fn change(client: &Client, present: &str, new: &str) -> Answer {
    client.post(CHANGE, json!({ "motDePasseActuel": present, "nouveauMotDePasse": new })).await
}

async fn login(app: &TestApp, password: &str) -> Answer {
    app.anonymous().post("/api/auth/login", json!({ "email": SOPHIE, "motDePasse": password })).await
}

#[tokio::test]
async fn another_password_ends_every_session_but_this_one_which_gets_another_cookie() {
    let app = TestApp::start().await;
    let (here, elsewhere) = (app.admin().await, app.admin().await);
    let answer = change(&here, PASSWORD, OTHER).await;
    let cookie =
        answer.expect(204).headers[SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    for client in [&here, &elsewhere] {
        client.get(ME).await.expect_problem(401, "NON_AUTHENTIFIE");
    }
    let request = app.anonymous().request(reqwest::Method::GET, ME).header("cookie", cookie);
    Answer::read(request).await.expect(200);
    login(&app, PASSWORD).await.expect_problem(401, "NON_AUTHENTIFIE");
    login(&app, OTHER).await.expect(200);
}

#[tokio::test]
async fn without_the_present_password_nothing_changes() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    change(&admin, "un autre mot de passe", OTHER)
        .await
        .expect_field("motDePasseActuel", "MOT_DE_PASSE_INCORRECT");
    admin.get(ME).await.expect(200);
    login(&app, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_session_is_no_way_to_guess_the_password() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for _ in 0..5 {
        change(&admin, "un autre mot de passe", OTHER).await.expect(422);
    }
    let answer = change(&admin, PASSWORD, OTHER).await;
    answer.expect_problem(429, "TROP_DE_REQUETES");
    assert_eq!(answer.headers["retry-after"], "900");
}

#[tokio::test]
async fn a_weak_password_is_refused_and_nothing_changes() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (new, code) in [
        ("trop court", "LONGUEUR"),
        ("123456789012", "TROP_FACILE"),
        ("sophie@ecole.example", "TROP_FACILE"),
        (&"x".repeat(129), "LONGUEUR"),
        ("", "LONGUEUR"),
    ] {
        change(&admin, PASSWORD, new).await.expect_field("nouveauMotDePasse", code);
    }
    admin.get(ME).await.expect(200);
    login(&app, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_password_of_the_operators_list_is_refused_whoever_sets_it() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("{}\n", OTHER.to_uppercase())).unwrap();
    let app = TestApp::setup().set("PASSWORD_BLOCKLIST_FILE", file.path().display()).start().await;
    let admin = app.admin().await;
    change(&admin, PASSWORD, OTHER).await.expect_field("nouveauMotDePasse", "TROP_FACILE");
    let body = json!({ "email": "lea@ecole.example", "nom": "Petit", "prenom": "Léa", "role": "FORMATEUR" });
    let invitation = admin.post("/api/utilisateurs", body).await.expect(201).body.clone();
    let accept = json!({ "jeton": invitation["jeton"], "motDePasse": OTHER });
    let refused = app.anonymous().post("/api/auth/invitation", accept).await;
    refused.expect_field("motDePasse", "TROP_FACILE");
    change(&admin, PASSWORD, "chalumeau lime et établi").await.expect(204);
}

#[tokio::test]
async fn a_malformed_change_says_which_field() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (body, field, code) in [
        (json!({ "motDePasseActuel": PASSWORD }), "nouveauMotDePasse", "CHAMP_REQUIS"),
        (json!({ "motDePasseActuel": "", "nouveauMotDePasse": OTHER }), "motDePasseActuel", "LONGUEUR"),
        (
            json!({ "motDePasseActuel": PASSWORD, "nouveauMotDePasse": 7 }),
            "nouveauMotDePasse",
            "TYPE_INVALIDE",
        ),
        (
            json!({ "motDePasseActuel": PASSWORD, "nouveauMotDePasse": OTHER, "email": "x" }),
            "email",
            "CHAMP_INCONNU",
        ),
    ] {
        admin.post(CHANGE, body).await.expect_field(field, code);
    }
    admin.post_text(CHANGE, "{").await.expect_problem(400, "REQUETE_INVALIDE");
}

#[tokio::test]
async fn of_two_changes_at_once_one_is_made() {
    let app = TestApp::start().await;
    let (here, there) = (app.admin().await, app.admin().await);
    let (one, two) =
        tokio::join!(change(&here, PASSWORD, OTHER), change(&there, PASSWORD, "chalumeau lime et établi"));
    let made = [&one, &two].into_iter().filter(|answer| answer.status == 204).count();
    assert_eq!(made, 1, "{one:?} {two:?}");
}

#[tokio::test]
async fn leaving_everywhere_ends_the_sessions_of_this_person_and_of_no_other() {
    let app = TestApp::start().await;
    let (here, elsewhere) = (app.admin().await, app.admin().await);
    let paul = app.login("paul@ecole.example", "Paul", "FORMATEUR").await;
    let answer = here.post(EVERYWHERE, json!({})).await;
    assert!(answer.expect(204).headers[SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
    for client in [&here, &elsewhere] {
        client.get(ME).await.expect_problem(401, "NON_AUTHENTIFIE");
    }
    here.post(EVERYWHERE, json!({})).await.expect_problem(401, "NON_AUTHENTIFIE");
    paul.get(ME).await.expect(200);
}

#[tokio::test]
async fn a_foreign_page_changes_no_password() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let body = json!({ "motDePasseActuel": PASSWORD, "nouveauMotDePasse": OTHER });
    for path in [CHANGE, EVERYWHERE] {
        let request =
            admin.bare_request(reqwest::Method::POST, path).header("origin", "https://ailleurs.example");
        Answer::read(request.json(&body)).await.expect_problem(403, "ACCES_REFUSE");
    }
    admin.get(ME).await.expect(200);
}

#[tokio::test]
async fn streams_end_with_the_sessions_at_once_on_every_instance() {
    let app = TestApp::setup().with_workers().start().await;
    let other = TestApp::setup().with_workers().start_on(app.db.again());
    let admin = app.admin().await;
    let there = other.anonymous();
    there.login(SOPHIE, PASSWORD).await;
    data::person(&app.db, "paul@ecole.example", "Paul", "ADMIN").await;
    let paul = app.login("paul@ecole.example", "Paul", "ADMIN").await;
    let (mut here, mut elsewhere) = (Stream::open(&admin).await, Stream::open(&there).await);
    let mut goes_on = Stream::open(&paul).await;
    // The first heartbeat comes only after half a minute.
    admin.post(EVERYWHERE, json!({})).await.expect(204);
    here.expect_end().await;
    elsewhere.expect_end().await;
    crate::notifications::rows::notify(&app.db, "ADMIN", "encore là").await;
    assert_eq!(goes_on.next_titles(1).await, ["encore là"]);
}
