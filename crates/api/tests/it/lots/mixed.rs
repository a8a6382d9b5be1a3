//! A thousand rows of every type: what the rehearsal predicts happens, and nothing happens to a record that changed.

use std::collections::BTreeMap;

use reqwest::Method;
use reqwest::header::IF_MATCH;
use serde_json::{Value, json};

use super::{changes, finish, people, rehearse, rows};
use crate::actions::invariants::assert_invariants;
use crate::actions::scene::{CONVERT, OF_GEMMO, Scene, count, into_session};
use crate::rgpd::person::KEY;
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};

/// Rows of each type; six types make 1 002 rows.
const ROWS: usize = 167;

/// Gives every tenth prospect a reason for a refusal.
async fn trouble(scene: &Scene, ids: &[String]) {
    let db = &scene.app.db;
    for (at, id) in ids.iter().enumerate() {
        let sql = match at % 10 {
            1 => "UPDATE prospects SET emails = '{}', telephones = '{+33639981299}'",
            3 => "UPDATE prospects SET statut_prospect = 'PERDU', motif_perte = 'AUTRE'",
            5 => "UPDATE prospects SET emails = '{oppose@exemple.example}'",
            _ => continue,
        };
        db.execute(&format!("{sql} WHERE id_prospect = '{id}'")).await;
    }
    for at in [7, 17] {
        scene.admin.post(&format!("/api/prospects/{}/send-dossier", ids[at]), json!({})).await;
        let started = scene.start_with(into_session(&ids[at + 1], OF_GEMMO - 4)).await;
        scene.succeed(started, &format!("NOM{}", &ids[at + 1][5..])).await;
    }
}

/// Sends the single operation of a row.
async fn single(client: &Client, type_lot: &str, parametres: &Value, id: &str) -> Answer {
    let of = |verb: &str| format!("/api/prospects/{id}{verb}");
    match type_lot {
        "DOSSIER" => client.post(&of("/send-dossier"), json!({})).await,
        "EMAIL_RELANCE" => client.post(&of("/send-email"), json!({ "typeEmail": "RELANCE" })).await,
        "CONVERSION" => {
            let mut body = parametres.clone();
            body["idProspect"] = json!(id);
            client.post(CONVERT, body).await
        }
        _ => {
            let request = client.request(Method::PATCH, &of("")).header(IF_MATCH, "*");
            Answer::read(request.json(parametres)).await
        }
    }
}

/// Returns the code of a refusal: the one of its first field, or its own.
fn code(answer: &Answer) -> Value {
    let field = &answer.body["erreurs"][0]["code"];
    if field.is_null() { answer.body["code"].clone() } else { field.clone() }
}

/// Rehearses a lot, changes every fifth record, runs the lot and compares each row with its prediction. Returns the
/// number of rows by verdict.
async fn check(scene: &Scene, type_lot: &str, parametres: Value) -> BTreeMap<String, usize> {
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, ROWS).await;
    trouble(scene, &ids).await;
    let lot = rehearse(admin, type_lot, parametres.clone(), &ids).await;
    let changed = |at: usize| at % 5 == 4;
    let touched: Vec<_> = (0..ROWS).filter(|at| changed(*at)).map(|at| format!("'{}'", ids[at])).collect();
    app.db
        .execute(&format!(
            "UPDATE prospects SET ville = 'Lyon', version = version + 1 WHERE id_prospect IN ({})",
            touched.join(", ")
        ))
        .await;
    let ended = finish(app, admin, &lot).await;
    assert_eq!((&ended["etat"], &ended["restantes"]), (&json!("TERMINE"), &json!(0)));
    let mut verdicts = BTreeMap::new();
    for (at, row) in rows(admin, &lot).await.iter().enumerate() {
        let (verdict, id) = (row["verdict"].as_str().unwrap(), ids[at].as_str());
        *verdicts.entry(verdict.to_owned()).or_default() += 1;
        let expected = match verdict {
            "OK" if changed(at) => "CHANGE",
            "OK" => "FAIT",
            _ => "REFUSE",
        };
        assert_eq!(row["resultat"], expected, "{type_lot} {row}");
        let done = i64::from(expected == "FAIT");
        let is_action = matches!(type_lot, "DOSSIER" | "EMAIL_RELANCE" | "CONVERSION");
        if is_action {
            assert_eq!(row["idAction"].is_i64(), done == 1, "{row}");
        } else {
            assert_eq!(changes(&app.db, id).await, done, "{row}");
        }
        // A sample, because each answer is a request: the refusal is the one of the single operation.
        if expected == "REFUSE" && verdict != "INCHANGE" && at < 30 {
            let answer = single(admin, type_lot, &parametres, id).await;
            assert!(answer.status.is_client_error(), "{row}: {}", answer.body);
            assert_eq!(code(&answer), row["code"], "{row}");
        }
    }
    verdicts
}

#[tokio::test]
async fn a_thousand_rows_do_what_their_rehearsal_predicted() {
    let scene = Scene::with(TestApp::setup().set("RGPD_HMAC_KEY", KEY)).await;
    let opposed = json!({ "email": "oppose@exemple.example" });
    scene.admin.post("/api/rgpd/oppositions", opposed).await.expect(201);
    // Enough seats for the candidates of the trouble.
    scene.app.db.execute("UPDATE sessions SET capacite = 40").await;
    let conversion = json!({ "formationRetenue": "GEMMO", "idSession": OF_GEMMO });
    let mut all = BTreeMap::<String, usize>::new();
    for (type_lot, parametres) in [
        ("STATUT", json!({ "statutProspect": "PERDU", "motifPerte": "AUTRE" })),
        ("RESPONSABLE", json!({ "idResponsable": 1 })),
        ("RELANCE", json!({ "relanceLe": "2026-11-12" })),
        ("DOSSIER", json!({})),
        ("EMAIL_RELANCE", json!({})),
        ("CONVERSION", conversion),
    ] {
        for (verdict, rows) in check(&scene, type_lot, parametres).await {
            *all.entry(verdict).or_default() += rows;
        }
    }
    assert_eq!(all.values().sum::<usize>(), 6 * ROWS);
    for verdict in [
        "OK",
        "INCHANGE",
        "DEJA_CANDIDAT",
        "ACTION_EN_COURS",
        "SESSION_COMPLETE",
        "SANS_EMAIL",
        "OPPOSITION",
        "REFUSE",
    ] {
        assert!(all.contains_key(verdict), "{verdict} is not in the mix: {all:?}");
    }
    let by_lot = "conversions_en_cours JOIN lots_lignes USING (id_conversion)";
    let done = "lots_lignes JOIN lots USING (id_lot) WHERE resultat = 'FAIT' AND type_lot IN
        ('DOSSIER', 'EMAIL_RELANCE', 'CONVERSION')";
    assert_eq!(count(&scene.app.db, by_lot).await, count(&scene.app.db, done).await);
    assert_invariants(&scene.app.db).await;
}
