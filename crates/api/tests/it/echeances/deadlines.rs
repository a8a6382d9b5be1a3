//! The date limits of one session.

use chrono::{DateTime, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use crate::catalogue::requests::{change, patch, session};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::scene::FIVE_SEATS;

/// Returns the path of the date limits of a session.
fn path(id: i64, financement: &str) -> String {
    format!("{}/echeances?financement={financement}", session(id))
}

/// Returns the first date limit of the session "Complète", which begins on 1 May 2027.
async fn first_limit(client: &Client) -> Value {
    client.get(&path(3, "CPF")).await.expect(200).body["echeances"][0].clone()
}

/// Moves the clock of a test to an instant.
fn set_clock(app: &TestApp, instant: &str) {
    let at: DateTime<Utc> = instant.parse().unwrap();
    app.state.clock.advance(at - app.state.clock.now());
}

#[tokio::test]
async fn a_session_says_until_when_the_school_acts_and_why() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let gemmologie = admin.get(&path(5, "CPF")).await;
    let first = &gemmologie.expect(200).body["echeances"][0];
    assert_eq!((&first["regle"], &first["limite"]), (&json!("CPF_PROPOSITION"), &json!("2026-12-23")));
    assert_eq!((&first["agirAvant"], &first["unite"]), (&json!("2026-12-23"), &json!("OUVRE")));
    // From Thursday 5 November: 33 working days up to 23 December, but for 11 November.
    assert_eq!((&first["joursRestants"], &first["aVerifier"]), (&json!(33), &json!(false)));
    let why = first["explication"].as_str().unwrap();
    for part in ["11 jours ouvrés", "lundi 11 janvier", "vendredi 25 décembre (Noël)", "vendredi 1er janvier"]
    {
        assert!(why.contains(part), "{part} is not in {why}");
    }
    assert!(first["source"].as_str().unwrap().contains("Mon Compte Formation"));
    assert_eq!(admin.get(&path(5, "CPF")).await.body, gemmologie.body, "asking changes nothing");
}

#[tokio::test]
async fn every_way_of_paying_has_its_own_limits() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (financement, rule, limite, to_verify) in [
        ("OPCO", "OPCO_DEMANDE", "2026-12-12", true),
        ("FRANCE_TRAVAIL", "FRANCE_TRAVAIL_AIF", "2026-12-27", true),
        ("TRANSITIONS_PRO", "PTP_DOSSIER", "2026-10-11", true),
        ("FAF", "FAF_DEPOT", "2027-01-11", true),
        ("ALTERNANCE", "ALTERNANCE_DEPOT", "2027-01-16", false),
    ] {
        let answer = admin.get(&path(5, financement)).await;
        let first = &answer.expect(200).body["echeances"][0];
        assert_eq!((&first["regle"], &first["limite"]), (&json!(rule), &json!(limite)), "{financement}");
        assert_eq!(first["aVerifier"], json!(to_verify), "{financement}");
    }
    let faf = admin.get(&path(5, "FAF")).await;
    assert_eq!(faf.body["echeances"][0]["ouvertureLe"], "2026-10-11");
    for financement in ["REGION", "AUTRE"] {
        let answer = admin.get(&path(5, financement)).await;
        assert_eq!(answer.expect(200).body["echeances"], json!([]));
        assert!(answer.body["avertissements"][0].as_str().unwrap().contains("à demander"));
    }
}

#[tokio::test]
async fn a_contract_says_from_when_the_school_takes_money() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    patch(&admin, &session(5), &json!({ "aDistance": true })).await.expect(200);
    let answer = admin.get(&(path(5, "PERSONNEL") + "&signatureLe=2026-12-01")).await;
    let limits = answer.expect(200).body["echeances"].as_array().unwrap().clone();
    let payment = limits.iter().find(|one| one["regle"] == "PREMIER_ENCAISSEMENT").unwrap();
    assert_eq!((&payment["limite"], &payment["aPartirDu"]), (&json!("2026-12-15"), &json!("2026-12-16")));
    assert_eq!((&payment["pourcentMax"], &payment["agirAvant"]), (&json!(30), &Value::Null));
    assert_eq!(answer.body["avertissements"], json!([]));
    assert_eq!(payment["montantMaxCentimes"], 72_000, "30 % of 2 400 €, in cents");
    let why = payment["explication"].as_str().unwrap();
    assert!(why.contains("30 % de 2\u{a0}400,00\u{a0}€ font 720,00\u{a0}€"), "{why}");
    let late = admin.get(&(path(5, "PERSONNEL") + "&signatureLe=2027-01-08")).await;
    assert!(late.body["avertissements"][0].as_str().unwrap().contains("commence avant la fin"));
}

#[tokio::test]
async fn days_are_those_of_paris_in_winter_and_in_summer() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    assert_eq!(first_limit(&admin).await["agirAvant"], "2027-04-15");
    for (instant, left) in [
        ("2027-03-25T22:59:59Z", 14),
        ("2027-03-25T23:00:00Z", 13),
        ("2027-04-14T21:59:59Z", 1),
        ("2027-04-14T22:00:00Z", 0),
        ("2027-04-15T21:59:59Z", 0),
        ("2027-04-15T22:00:00Z", -1),
        ("2027-04-18T10:00:00Z", -2),
    ] {
        set_clock(&app, instant);
        let admin = app.login("admin@ecole.example", "Sophie", "ADMIN").await;
        assert_eq!(first_limit(&admin).await["joursRestants"], left, "{instant}");
    }
}

#[tokio::test]
async fn a_certification_that_ends_before_the_session_is_a_warning() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let warning = async |financement: &str| {
        let answer = admin.get(&path(FIVE_SEATS, financement)).await;
        answer.expect(200).body["avertissements"][0].as_str().map(str::to_owned)
    };
    assert!(warning("CPF").await.unwrap().contains("Certification à préciser"));
    assert_eq!(warning("OPCO").await, None);
    let formation = "/api/formations/CAP_BJ";
    let body = json!({ "certification": " rncp 39010", "certificationFin": "2027-02-28" });
    let changed = patch(&admin, formation, &body).await;
    assert_eq!(changed.expect(200).body["certification"], "RNCP39010");
    assert!(warning("CPF").await.unwrap().contains("Non finançable"));
    assert!(warning("TRANSITIONS_PRO").await.unwrap().contains("Non finançable"));
    patch(&admin, formation, &json!({ "certificationFin": "2027-03-01" })).await.expect(200);
    assert_eq!(warning("CPF").await, None);
    for wrong in ["CAP", "RNCP", "RS12A4", "RNCP1234567"] {
        let answer = patch(&admin, formation, &json!({ "certification": wrong })).await;
        answer.expect_field("certification", "VALEUR_INCONNUE");
    }
    let answer = patch(&admin, formation, &json!({ "certificationFin": "2027-02-30" })).await;
    answer.expect_field("certificationFin", "DATE_INVALIDE");
    let emptied = json!({ "certification": null, "certificationFin": null });
    assert_eq!(patch(&admin, formation, &emptied).await.expect(200).body["certificationFin"], Value::Null);
}

#[tokio::test]
async fn the_shape_of_a_session_decides_the_notice_of_the_employer() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let employer = async || {
        let answer = admin.get(&path(FIVE_SEATS, "TRANSITIONS_PRO")).await;
        let limits = answer.expect(200).body["echeances"].as_array().unwrap().clone();
        let mut codes = limits.iter().map(|one| one["regle"].as_str().unwrap().to_owned());
        codes.find(|code| code.starts_with("PTP_EMPLOYEUR")).unwrap()
    };
    assert_eq!(employer().await, "PTP_EMPLOYEUR_120");
    let own = session(FIVE_SEATS);
    for body in [json!({ "enContinu": false }), json!({ "enContinu": true, "tempsPartiel": true })] {
        let row = patch(&admin, &own, &body).await;
        row.expect(200);
        assert_eq!(employer().await, "PTP_EMPLOYEUR_60", "{body}");
    }
    let body = json!({ "formation": "GEMMO", "libelle": "À distance", "dateDebut": "2027-09-06", "dateFin": "2027-10-01",
        "capacite": 5, "aDistance": true, "tempsPartiel": true });
    let created = admin.post("/api/sessions", body).await;
    let row = &created.expect(201).body;
    assert_eq!([&row["enContinu"], &row["tempsPartiel"], &row["aDistance"]], [true, true, true]);
    let copy = admin
        .post(&format!("/api/sessions/{}/duplication", row["idSession"]), json!({ "decalageMois": 6 }))
        .await;
    assert_eq!(copy.expect(201).body["aDistance"], true, "a copy keeps the shape");
    let wrong = change(&admin, Method::PATCH, &own, "*", &json!({ "enContinu": null })).await;
    wrong.expect_field("enContinu", "TYPE_INVALIDE");
}

#[tokio::test]
async fn a_wrong_question_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.get(&path(999, "CPF")).await.expect_problem(404, "INTROUVABLE");
    for query in [
        "",
        "?financement=",
        "?financement=LOTERIE",
        "?financement=CPF&signatureLe=demain",
        "?financement=CPF&x=1",
    ] {
        let answer = admin.get(&format!("{}/echeances{query}", session(5))).await;
        answer.expect_problem(400, "REQUETE_INVALIDE");
    }
}
