//! Admins create, change, duplicate and archive sessions.

use reqwest::Method;
use serde_json::{Value, json};

use super::requests::{SESSIONS, catalogue, change, etag, new_session, patch, session, story, tag};
use crate::support::app::TestApp;
use crate::support::client::Answer;
use crate::support::reading::add_candidat;
use crate::support::scene::{FIVE_SEATS, ONE_SEAT};

#[tokio::test]
async fn a_new_session_is_listed_and_offers_its_seats() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let created = admin.post(SESSIONS, new_session("Septembre 2027")).await;
    let row = &created.expect(201).body;
    assert_eq!(created.headers["location"], format!("{SESSIONS}/{}", row["idSession"]).as_str());
    assert_eq!((&row["formation"], &row["statutSession"]), (&json!("CAP_BJ"), &json!("PLANIFIEE")));
    assert_eq!((&row["inscrits"], &row["placesRestantes"]), (&json!(0), &json!(12)));
    let read = admin.get(created.headers["location"].to_str().unwrap()).await;
    assert_eq!((&read.expect(200).body, etag(&read)), (row, etag(&created)));
    let listed = admin.get("/api/sessions?formation=CAP_BJ&aVenir=true").await;
    assert!(listed.body["data"].as_array().unwrap().contains(row), "{}", listed.body);
    assert_eq!(story(&app.db).await, [format!("session {} creation", row["idSession"])]);
}

#[tokio::test]
async fn a_label_names_one_session_of_a_formation() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.post(SESSIONS, new_session("Septembre 2027")).await.expect(201);
    let before = catalogue(&app.db).await;
    admin.post(SESSIONS, new_session(" Septembre  2027")).await.expect_field("libelle", "DEJA_UTILISE");
    let body = json!({ "libelle": "Septembre 2027" });
    patch(&admin, &session(FIVE_SEATS), &body).await.expect_field("libelle", "DEJA_UTILISE");
    assert_eq!(catalogue(&app.db).await, before);
    let mut other = new_session("Septembre 2027");
    other["formation"] = json!("GEMMO");
    admin.post(SESSIONS, other).await.expect(201);
}

#[tokio::test]
async fn a_change_starts_from_the_version_that_was_read() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = session(FIVE_SEATS);
    let read = tag(&admin, &path).await;
    let body = json!({ "dateFin": "2028-01-14", "capacite": 8 });
    let changed = change(&admin, Method::PATCH, &path, &read, &body).await;
    let row = &changed.expect(200).body;
    assert_eq!((&row["dateFin"], &row["placesRestantes"]), (&json!("2028-01-14"), &json!(8)));
    assert_eq!(
        (&row["libelle"], &row["dateDebut"]),
        (&json!("Mars 2027"), &json!("2027-03-01")),
        "these stay"
    );
    change(&admin, Method::PATCH, &path, &read, &body).await.expect_problem(412, "VERSION_PERIMEE");
    assert_eq!(
        etag(patch(&admin, &path, &body).await.expect(200)),
        etag(&changed),
        "nothing is changed twice"
    );
    let untagged = admin.request(Method::PATCH, &path).json(&body);
    Answer::read(untagged).await.expect_problem(428, "CONDITION_REQUISE");
    assert_eq!(story(&app.db).await, ["session 1 dateFin capacite"]);
}

#[tokio::test]
async fn a_copy_has_later_days_a_name_of_its_own_and_no_candidates() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    add_candidat(&app.db, "DUMI01112026", json!({ "nom": "Dumitru" })).await;
    let seat = json!({ "idSession": ONE_SEAT });
    admin.post("/api/candidats/1/changement-session", seat).await.expect(200);
    let path = format!("{}/duplication", session(ONE_SEAT));
    let copy = admin.post(&path, json!({ "decalageMois": 6 })).await;
    let row = &copy.expect(201).body;
    assert_eq!((&row["libelle"], &row["statutSession"]), (&json!("Octobre 2027"), &json!("PLANIFIEE")));
    assert_eq!((&row["dateDebut"], &row["dateFin"]), (&json!("2027-10-01"), &json!("2028-06-17")));
    assert_eq!((&row["capacite"], &row["inscrits"], &row["complete"]), (&json!(1), &json!(0), &json!(false)));
    admin.post(&path, json!({ "decalageMois": 6 })).await.expect_field("libelle", "DEJA_UTILISE");
    let named = json!({ "decalageMois": 6, "libelle": "Automne, groupe B" });
    assert_eq!(admin.post(&path, named).await.expect(201).body["libelle"], "Automne, groupe B");
    for months in [json!(0), json!(61)] {
        let body = json!({ "decalageMois": months });
        admin.post(&path, body).await.expect_field("decalageMois", "HORS_LIMITES");
    }
    for (months, code) in
        [(json!(-1), "TYPE_INVALIDE"), (Value::Null, "TYPE_INVALIDE"), (json!("6"), "TYPE_INVALIDE")]
    {
        admin.post(&path, json!({ "decalageMois": months })).await.expect_field("decalageMois", code);
    }
    let unknown = format!("{}/duplication", session(999));
    admin.post(&unknown, json!({ "decalageMois": 6 })).await.expect_problem(404, "INTROUVABLE");
}

#[tokio::test]
async fn a_wrong_field_is_named_with_its_cause() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let before = catalogue(&app.db).await;
    for (field, value, code) in [
        ("libelle", json!(""), "CHAMP_REQUIS"),
        ("libelle", json!("x".repeat(101)), "LONGUEUR"),
        ("dateDebut", json!("2027-02-30"), "DATE_INVALIDE"),
        ("dateDebut", json!("06/09/2027"), "DATE_INVALIDE"),
        ("dateDebut", json!("1999-12-31"), "DATE_INVALIDE"),
        ("dateFin", json!("2101-01-01"), "DATE_INVALIDE"),
        ("dateFin", json!("2027-02-28"), "FIN_AVANT_DEBUT"),
        ("dateFin", Value::Null, "TYPE_INVALIDE"),
        ("capacite", json!(-1), "HORS_LIMITES"),
        ("capacite", json!(1_001), "HORS_LIMITES"),
        ("capacite", json!("12"), "TYPE_INVALIDE"),
        ("statutSession", json!("COMPLETE"), "VALEUR_INCONNUE"),
        ("statutSession", json!("EN_COURS"), "STATUT_INTERDIT"),
        ("statutSession", json!("TERMINEE"), "STATUT_INTERDIT"),
        ("inscrits", json!(0), "CHAMP_INCONNU"),
    ] {
        let mut body = new_session("Septembre 2027");
        body[field] = value.clone();
        admin.post(SESSIONS, body).await.expect_field(field, code);
        patch(&admin, &session(FIVE_SEATS), &json!({ field: value })).await.expect_field(field, code);
    }
    let mut several = new_session("");
    several["formation"] = json!("INCONNUE");
    several["dateDebut"] = json!("demain");
    let answer = admin.post(SESSIONS, several).await;
    for (field, code) in
        [("formation", "FORMATION_INCONNUE"), ("libelle", "CHAMP_REQUIS"), ("dateDebut", "DATE_INVALIDE")]
    {
        answer.expect_field(field, code);
    }
    admin.post_text(SESSIONS, "{").await.expect_problem(400, "REQUETE_INVALIDE");
    for path in [session(999), session(-1)] {
        admin.get(&path).await.expect_problem(404, "INTROUVABLE");
        patch(&admin, &path, &json!({ "capacite": 1 })).await.expect_problem(404, "INTROUVABLE");
    }
    assert_eq!(catalogue(&app.db).await, before);
}

#[tokio::test]
async fn a_session_is_running_or_over_when_its_days_say_so() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = session(FIVE_SEATS);
    let body = |debut: &str, fin: &str, statut: &str| json!({ "dateDebut": debut, "dateFin": fin, "statutSession": statut });
    patch(&admin, &path, &body("2026-11-01", "2026-12-01", "EN_COURS")).await.expect(200);
    patch(&admin, &path, &body("2026-10-01", "2026-10-31", "TERMINEE")).await.expect(200);
    let wrong = patch(&admin, &path, &body("2026-10-01", "2026-10-31", "EN_COURS")).await;
    wrong.expect_field("statutSession", "STATUT_INTERDIT");
}
