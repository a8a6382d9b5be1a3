//! Invitation, deactivation and role changes of accounts.

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::data::{self, PASSWORD};
use crate::support::stream::Stream;

const PEOPLE: &str = "/api/utilisateurs";
const ANSWER: &str = "/api/auth/invitation";
const CHECK: &str = "/api/auth/invitation/verification";
const LEA: &str = "lea@ecole.example";
const CHOSEN: &str = "établi lime et chalumeau";

fn lea() -> Value {
    json!({ "email": "Lea@Ecole.example ", "nom": " Petit", "prenom": "Léa", "role": "FORMATEUR" })
}

async fn invite(admin: &Client) -> Value {
    admin.post(PEOPLE, lea()).await.expect(201).body.clone()
}

async fn answer(app: &TestApp, invitation: &Value, password: &str) -> Answer {
    app.anonymous().post(ANSWER, json!({ "jeton": invitation["jeton"], "motDePasse": password })).await
}

async fn check(app: &TestApp, token: &Value) -> Answer {
    app.anonymous().post(CHECK, json!({ "jeton": token })).await
}

async fn login(app: &TestApp, email: &str, password: &str) -> Answer {
    app.anonymous().post("/api/auth/login", json!({ "email": email, "motDePasse": password })).await
}

async fn patch(client: &Client, id: i64, body: Value) -> Answer {
    Answer::read(client.request(Method::PATCH, &format!("{PEOPLE}/{id}")).json(&body)).await
}

async fn again(admin: &Client, id: i64) -> Answer {
    admin.post(&format!("{PEOPLE}/{id}/invitation"), json!({})).await
}

#[tokio::test]
async fn an_invited_person_chooses_a_password_and_logs_in() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let invitation = invite(&admin).await;
    assert_eq!(
        invitation["utilisateur"],
        json!({
            "idUtilisateur": 2, "email": LEA, "nom": "Petit", "prenom": "Léa", "role": "FORMATEUR", "actif": true,
            "motDePasseDefini": false, "dateCreation": invitation["utilisateur"]["dateCreation"],
            "dateExpirationInvitation": "2026-11-12T09:00:00Z", "secondFacteur": false, "prospectsSuivis": 0,
        })
    );
    let (link, token) = (invitation["lien"].as_str().unwrap(), invitation["jeton"].as_str().unwrap());
    assert_eq!(link, format!("{}/invitation#{token}", app.url));
    login(&app, LEA, "").await.expect(422);
    login(&app, LEA, CHOSEN).await.expect_problem(401, "NON_AUTHENTIFIE");
    answer(&app, &invitation, CHOSEN).await.expect(204);
    let person = login(&app, LEA, CHOSEN).await.expect(200).body["utilisateur"].clone();
    assert_eq!((&person["prenom"], &person["role"]), (&json!("Léa"), &json!("FORMATEUR")));
}

#[tokio::test]
async fn what_the_database_keeps_of_an_invitation_opens_nothing() {
    let app = TestApp::start().await;
    let invitation = invite(&app.admin().await).await;
    let kept = app.db.text("SELECT encode(jeton_hash, 'hex') AS text FROM invitations").await.unwrap();
    assert_ne!(kept, invitation["jeton"].as_str().unwrap());
    answer(&app, &json!({ "jeton": kept }), CHOSEN).await.expect_problem(404, "INTROUVABLE");
}

#[tokio::test]
async fn an_invitation_is_good_once_even_for_two_at_once() {
    let app = TestApp::start().await;
    let invitation = invite(&app.admin().await).await;
    let answers = join_all((0..3).map(|_| answer(&app, &invitation, CHOSEN))).await;
    let taken = answers.iter().filter(|answer| answer.status == 204).count();
    assert_eq!(taken, 1, "{answers:?}");
    answer(&app, &invitation, CHOSEN).await.expect_problem(404, "INTROUVABLE");
}

#[tokio::test]
async fn an_invitation_is_good_for_seven_days() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let first = invite(&admin).await;
    app.advance(TimeDelta::days(7));
    answer(&app, &first, CHOSEN).await.expect_problem(404, "INTROUVABLE");
    let admin = app.admin().await;
    let second = again(&admin, 2).await.expect(201).body.clone();
    app.advance(TimeDelta::days(7) - TimeDelta::seconds(1));
    answer(&app, &second, CHOSEN).await.expect(204);
}

#[tokio::test]
async fn another_invitation_replaces_the_first_and_the_password_stays_good_until_it_is_used() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let lea = app.login(LEA, "Léa", "ELEVE").await;
    let first = again(&admin, 2).await.expect(201).body.clone();
    let second = again(&admin, 2).await.expect(201).body.clone();
    answer(&app, &first, CHOSEN).await.expect_problem(404, "INTROUVABLE");
    login(&app, LEA, PASSWORD).await.expect(200);
    answer(&app, &second, CHOSEN).await.expect(204);
    lea.get("/api/auth/me").await.expect_problem(401, "NON_AUTHENTIFIE");
    login(&app, LEA, PASSWORD).await.expect_problem(401, "NON_AUTHENTIFIE");
    login(&app, LEA, CHOSEN).await.expect(200);
}

#[tokio::test]
async fn an_open_session_does_not_set_the_password_of_its_own_person() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let me = admin.get("/api/auth/me").await.body["utilisateur"]["idUtilisateur"].as_i64().unwrap();
    again(&admin, me).await.expect_problem(403, "ACCES_REFUSE");
    assert_eq!(app.db.count("SELECT count(*) AS count FROM invitations").await, 0);
}

#[tokio::test]
async fn a_weak_password_leaves_the_invitation_good() {
    let app = TestApp::start().await;
    let invitation = invite(&app.admin().await).await;
    for (password, code) in
        [("court", "LONGUEUR"), ("lea@ecole.example", "TROP_FACILE"), ("azertyuiop12", "TROP_FACILE")]
    {
        answer(&app, &invitation, password).await.expect_field("motDePasse", code);
    }
    answer(&app, &invitation, CHOSEN).await.expect(204);
}

#[tokio::test]
async fn a_malformed_answer_or_invitation_says_which_field() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.anonymous().post(ANSWER, json!({ "jeton": "x" })).await.expect_field("motDePasse", "CHAMP_REQUIS");
    app.anonymous().post_text(ANSWER, "{").await.expect_problem(400, "REQUETE_INVALIDE");
    let with = |field: &str, value: Value| {
        let mut body = lea();
        body[field] = value;
        body
    };
    for (field, value, code) in [
        ("email", json!("lea"), "EMAIL_INVALIDE"),
        ("email", json!(""), "EMAIL_INVALIDE"),
        ("email", json!("sophie@ecole.example"), "DEJA_UTILISE"),
        ("nom", json!("  "), "CHAMP_REQUIS"),
        ("prenom", json!("x".repeat(101)), "LONGUEUR"),
        ("prenom", json!("a\nb"), "CARACTERE_INTERDIT"),
        ("role", json!("CHEF"), "VALEUR_INCONNUE"),
        ("actif", json!(true), "CHAMP_INCONNU"),
    ] {
        admin.post(PEOPLE, with(field, value)).await.expect_field(field, code);
    }
    assert_eq!(app.db.count("SELECT count(*) AS count FROM utilisateurs").await, 1);
}

#[tokio::test]
async fn the_same_person_is_not_invited_twice() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let answers = join_all((0..3).map(|_| admin.post(PEOPLE, lea()))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    admin.post(PEOPLE, lea()).await.expect_field("email", "DEJA_UTILISE");
}

#[tokio::test]
async fn people_are_listed_by_name_and_those_who_left_last() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    data::person(&app.db, "anne@ecole.example", "Anne", "ELEVE").await;
    invite(&admin).await;
    app.db.execute("UPDATE utilisateurs SET actif = false WHERE prenom = 'Anne'").await;
    let body = admin.get(PEOPLE).await.expect(200).body.clone();
    let names: Vec<_> =
        body["data"].as_array().unwrap().iter().map(|person| person["prenom"].as_str().unwrap()).collect();
    assert_eq!(names, ["Sophie", "Léa", "Anne"]);
    assert_eq!(body["pagination"]["total"], 3);
    assert!(!body.to_string().contains("argon2"));
    let second = admin.get(&format!("{PEOPLE}?page=2&limit=2")).await;
    assert_eq!(second.expect(200).body["data"][0]["prenom"], "Anne");
    admin.get(&format!("{PEOPLE}?page=0")).await.expect_problem(400, "REQUETE_INVALIDE");
}

#[tokio::test]
async fn who_is_deactivated_is_out_at_once() {
    let app = TestApp::setup().with_workers().start().await;
    let admin = app.admin().await;
    let lea = app.login(LEA, "Léa", "ELEVE").await;
    let invitation = again(&admin, 2).await.expect(201).body.clone();
    let mut stream = Stream::open(&lea).await;
    for _ in 0..2 {
        let changed = patch(&admin, 2, json!({ "actif": false })).await;
        assert_eq!(changed.expect(200).body["actif"], false);
    }
    stream.expect_end().await;
    lea.get("/api/auth/me").await.expect_problem(401, "NON_AUTHENTIFIE");
    login(&app, LEA, PASSWORD).await.expect_problem(401, "NON_AUTHENTIFIE");
    answer(&app, &invitation, CHOSEN).await.expect_problem(404, "INTROUVABLE");
    again(&admin, 2).await.expect_problem(409, "COMPTE_INACTIF");
    // Reactivated: the password works, the former session does not.
    patch(&admin, 2, json!({ "actif": true })).await.expect(200);
    lea.get("/api/auth/me").await.expect_problem(401, "NON_AUTHENTIFIE");
    login(&app, LEA, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn another_role_holds_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let lea = app.login(LEA, "Léa", "ADMIN").await;
    lea.get(PEOPLE).await.expect(200);
    let changed = patch(&admin, 2, json!({ "role": "FORMATEUR" })).await;
    assert_eq!(changed.expect(200).body["role"], "FORMATEUR");
    lea.get(PEOPLE).await.expect_problem(401, "NON_AUTHENTIFIE");
    lea.login(LEA, PASSWORD).await;
    lea.get(PEOPLE).await.expect_problem(403, "ACCES_REFUSE");
    assert_eq!(patch(&admin, 2, json!({})).await.expect(200).body["role"], "FORMATEUR");
    lea.get("/api/auth/me").await.expect(200);
}

#[tokio::test]
async fn the_last_admin_stays() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    data::person(&app.db, "anne@ecole.example", "Anne", "ADMIN").await;
    app.db.execute("UPDATE utilisateurs SET actif = false WHERE prenom = 'Anne'").await;
    // An invited person without a password does not count as an admin.
    let mut invited = lea();
    invited["role"] = json!("ADMIN");
    let invitation = admin.post(PEOPLE, invited).await.expect(201).body.clone();
    for body in
        [json!({ "actif": false }), json!({ "role": "ELEVE" }), json!({ "role": "FORMATEUR", "actif": true })]
    {
        patch(&admin, 1, body).await.expect_problem(409, "DERNIER_ADMIN");
    }
    patch(&admin, 1, json!({ "role": "ADMIN", "actif": true })).await.expect(200);
    answer(&app, &invitation, CHOSEN).await.expect(204);
    patch(&admin, 1, json!({ "role": "ELEVE" })).await.expect(200);
}

#[tokio::test]
async fn two_admins_who_remove_each_other_at_once_do_not_both_succeed() {
    let app = TestApp::start().await;
    for _ in 0..5 {
        app.db.execute("UPDATE utilisateurs SET role = 'ADMIN', actif = true").await;
        let (sophie, lea) = (app.admin().await, app.login(LEA, "Léa", "ADMIN").await);
        let (one, two) = tokio::join!(
            patch(&sophie, 2, json!({ "actif": false })),
            patch(&lea, 1, json!({ "role": "ELEVE" })),
        );
        let done = [&one, &two].into_iter().filter(|answer| answer.status == 200).count();
        assert_eq!(done, 1, "{one:?} {two:?}");
        let admins = "SELECT count(*) AS count FROM utilisateurs WHERE actif AND role = 'ADMIN'";
        assert_eq!(app.db.count(admins).await, 1);
    }
}

#[tokio::test]
async fn nobody_is_found_by_an_unknown_identifier() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for id in [0, 99, i64::MAX] {
        patch(&admin, id, json!({ "actif": false })).await.expect_problem(404, "INTROUVABLE");
        again(&admin, id).await.expect_problem(404, "INTROUVABLE");
    }
    admin.post(&format!("{PEOPLE}/x/invitation"), json!({})).await.expect_problem(404, "INTROUVABLE");
}

#[tokio::test]
async fn a_malformed_change_says_which_field() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (body, field, code) in [
        (json!({ "role": "CHEF" }), "role", "VALEUR_INCONNUE"),
        (json!({ "actif": "oui" }), "actif", "TYPE_INVALIDE"),
        (json!({ "email": "x@ecole.example" }), "email", "CHAMP_INCONNU"),
    ] {
        patch(&admin, 1, body).await.expect_field(field, code);
    }
}

#[tokio::test]
async fn a_foreign_page_answers_no_invitation() {
    let app = TestApp::start().await;
    let invitation = invite(&app.admin().await).await;
    let request =
        app.anonymous().bare_request(Method::POST, ANSWER).header("origin", "https://ailleurs.example");
    let body = json!({ "jeton": invitation["jeton"], "motDePasse": CHOSEN });
    Answer::read(request.json(&body)).await.expect_problem(403, "ACCES_REFUSE");
    answer(&app, &invitation, CHOSEN).await.expect(204);
}

#[tokio::test]
async fn an_invitation_is_looked_at_as_often_as_one_likes_and_stays_good() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let invitation = invite(&admin).await;
    for _ in 0..2 {
        assert!(check(&app, &invitation["jeton"]).await.expect(204).body.is_null());
    }
    answer(&app, &invitation, CHOSEN).await.expect(204);
    let used = check(&app, &invitation["jeton"]).await.expect_problem(404, "INTROUVABLE").body.clone();
    let unknown = check(&app, &json!("x")).await.expect_problem(404, "INTROUVABLE").body.clone();
    assert_eq!(used["detail"], unknown["detail"]);
}

#[tokio::test]
async fn an_invitation_that_no_password_can_be_chosen_by_looks_like_an_unknown_one() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let first = invite(&admin).await;
    let second = again(&admin, 2).await.expect(201).body.clone();
    check(&app, &first["jeton"]).await.expect_problem(404, "INTROUVABLE");
    check(&app, &second["jeton"]).await.expect(204);
    app.advance(TimeDelta::days(7));
    check(&app, &second["jeton"]).await.expect_problem(404, "INTROUVABLE");
    let third = again(&app.admin().await, 2).await.expect(201).body.clone();
    check(&app, &third["jeton"]).await.expect(204);
    patch(&app.admin().await, 2, json!({ "actif": false })).await.expect(200);
    check(&app, &third["jeton"]).await.expect_problem(404, "INTROUVABLE");
}

#[tokio::test]
async fn a_look_at_an_invitation_is_well_formed_and_comes_from_our_page() {
    let app = TestApp::start().await;
    let invitation = invite(&app.admin().await).await;
    app.anonymous().post(CHECK, json!({})).await.expect_field("jeton", "CHAMP_REQUIS");
    app.anonymous().post_text(CHECK, "{").await.expect_problem(400, "REQUETE_INVALIDE");
    app.anonymous().get(&format!("{CHECK}?jeton=x")).await.expect(405);
    let foreign =
        app.anonymous().bare_request(Method::POST, CHECK).header("origin", "https://ailleurs.example");
    let body = json!({ "jeton": invitation["jeton"] });
    Answer::read(foreign.json(&body)).await.expect_problem(403, "ACCES_REFUSE");
}
