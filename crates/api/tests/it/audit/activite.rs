//! The team's activity: what people did on a day, and what each of them did.

use chrono::TimeDelta;
use common::IdUtilisateur;
use prospects_api::db::activite::{self, ActiviteFilters};
use serde_json::{Value, json};

use crate::actions::clicks::DEVIS;
use crate::actions::scene::Scene;
use crate::lots::{finish, people, rehearse};
use crate::reading::plans::Explained;
use crate::support::client::Client;
use crate::support::data;
use crate::support::db::TestDb;

const LIST: &str = "/api/activite";

/// Returns the rows of a list.
async fn rows(client: &Client, query: &str) -> Vec<Value> {
    client.get(&format!("{LIST}{query}")).await.expect(200).body["data"].as_array().unwrap().clone()
}

/// Returns the operations of rows.
fn operations(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["operation"].as_str().unwrap()).collect()
}

/// Writes a note on the scene's prospect.
async fn note(scene: &Scene, by: &Client) {
    let path = format!("/api/prospects/{}/notes", scene.prospect);
    by.post(&path, json!({ "texte": "Rappeler lundi" })).await.expect(201);
}

#[tokio::test]
async fn what_people_did_is_listed_newest_first_and_what_programs_did_is_not() {
    let scene = Scene::new().await;
    let paul = scene.app.login("paul@ecole.example", "Paul", "ADMIN").await;
    let id = DEVIS.deliver(&scene).await;
    scene.app.advance(TimeDelta::minutes(5));
    DEVIS.succeed(&scene, id).await;
    note(&scene, &paul).await;
    paul.get(&format!("/api/prospects/{}", scene.prospect)).await.expect(200);
    let rows = rows(&scene.admin, "").await;
    assert_eq!(operations(&rows), ["MODIFICATION", "ACTION_DEMANDEE"]);
    assert_eq!(rows[0]["champs"], json!(["notes"]));
    assert_eq!(rows[0]["auteur"]["nom"], "Paul Martin");
    assert_eq!(
        (&rows[0]["idProspect"], &rows[0]["prospect"]),
        (&json!(scene.prospect), &json!("Marie Dumitru"))
    );
    assert_eq!(
        (&rows[1]["typeAction"], &rows[1]["statutAction"]),
        (&json!("GENERER_DEVIS"), &json!("TERMINEE"))
    );
    assert_eq!(rows[1]["idConversion"], id);
}

#[tokio::test]
async fn a_day_is_a_day_of_paris_and_a_person_can_be_chosen() {
    let scene = Scene::new().await;
    note(&scene, &scene.admin).await;
    // 23:30 in Paris, and 00:30 of the next day.
    scene.app.advance(TimeDelta::minutes(13 * 60 + 30));
    let paul = scene.app.login("paul@ecole.example", "Paul", "ADMIN").await;
    note(&scene, &paul).await;
    scene.app.advance(TimeDelta::hours(1));
    note(&scene, &paul).await;
    assert_eq!(rows(&paul, "?jour=2026-11-05").await.len(), 2);
    assert_eq!(rows(&paul, "?jour=2026-11-06").await.len(), 1);
    assert_eq!(rows(&paul, "").await.len(), 1, "today");
    let counts = paul.get(&format!("{LIST}/compteurs?jour=2026-11-05")).await.expect(200).body.clone();
    assert_eq!(counts["jour"], "2026-11-05");
    let people: Vec<_> =
        counts["personnes"].as_array().unwrap().iter().map(|one| one["auteur"]["nom"].clone()).collect();
    assert_eq!(people, ["Sophie Martin", "Paul Martin"]);
    let his = counts["personnes"][1]["auteur"]["idUtilisateur"].clone();
    let his = rows(&paul, &format!("?jour=2026-11-05&idUtilisateur={his}")).await;
    assert_eq!((his.len(), &his[0]["auteur"]["nom"]), (1, &json!("Paul Martin")));
}

#[tokio::test]
async fn the_counts_of_a_person_are_those_of_the_list() {
    let scene = Scene::new().await;
    let id = crate::actions::scene::id_of(
        DEVIS.ask_with(&scene, json!({ "delaiAnnulationS": 8 })).await.expect(202),
    );
    scene.admin.post(&format!("/api/actions/{id}/annulation"), json!({})).await.expect(200);
    note(&scene, &scene.admin).await;
    note(&scene, &scene.admin).await;
    let counts = scene.admin.get(&format!("{LIST}/compteurs")).await.expect(200).body["personnes"].clone();
    let own = &counts[0];
    let numbers = ["actions", "relances", "notes", "fiches"].map(|field| own[field].as_i64().unwrap());
    assert_eq!(numbers, [1, 0, 2, 1], "the undo is a change");
    let rows = rows(&scene.admin, "").await;
    assert_eq!(operations(&rows), ["MODIFICATION", "MODIFICATION", "ACTION_ANNULEE", "ACTION_DEMANDEE"]);
}

#[tokio::test]
async fn what_a_lot_did_is_one_entry_with_the_number_of_its_records() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    note(&scene, admin).await;
    let ids = people(&app.db, 6).await;
    let lot = rehearse(admin, "DOSSIER", json!({}), &ids).await;
    finish(app, admin, &lot).await;
    let stop = format!("/api/lots/{}/annulation", lot["idLot"]);
    let paul = app.login("paul@ecole.example", "Paul", "ADMIN").await;
    paul.post(&stop, json!({})).await.expect(200);
    let page = admin.get(LIST).await;
    let rows = page.expect(200).body["data"].as_array().unwrap();
    assert_eq!(operations(rows), ["ACTION_ANNULEE", "ACTION_DEMANDEE", "MODIFICATION"]);
    assert_eq!(page.body["pagination"]["total"], 3);
    for (row, auteur) in rows.iter().zip(["Paul Martin", "Sophie Martin"]) {
        assert_eq!((&row["idLot"], &row["fiches"]), (&lot["idLot"], &json!(6)));
        assert_eq!(row["auteur"]["nom"], auteur);
    }
    assert_eq!((&rows[2]["idLot"], &rows[2]["fiches"]), (&json!(null), &json!(1)));
    let first = admin.get(&format!("{LIST}?limit=1")).await.expect(200).body.clone();
    let cursor = first["pagination"]["curseurSuivant"].as_str().unwrap();
    let rest = self::rows(admin, &format!("?curseur={cursor}")).await;
    assert_eq!(operations(&rest), ["ACTION_DEMANDEE", "MODIFICATION"]);
    for (page, operation) in ["ACTION_ANNULEE", "ACTION_DEMANDEE", "MODIFICATION"].into_iter().enumerate() {
        let numbered = self::rows(admin, &format!("?limit=1&page={}", page + 1)).await;
        assert_eq!(operations(&numbered), [operation]);
    }
    let counts = admin.get(&format!("{LIST}/compteurs")).await.expect(200).body["personnes"].clone();
    assert_eq!(
        (&counts[0]["actions"], &counts[1]["fiches"]),
        (&json!(6), &json!(6)),
        "the work is counted by record"
    );
}

#[tokio::test]
async fn an_anonymised_prospect_has_no_name_here() {
    let scene = Scene::new().await;
    note(&scene, &scene.admin).await;
    let body = json!({ "ids": [scene.prospect], "motif": "DEMANDE" });
    scene.admin.post("/api/rgpd/anonymisation", body).await.expect(200);
    let rows = rows(&scene.admin, "").await;
    assert_eq!(operations(&rows), ["ANONYMISATION", "MODIFICATION"]);
    assert!(rows.iter().all(|row| row["prospect"].is_null()), "{rows:?}");
}

#[tokio::test]
async fn the_cursor_walks_through_the_whole_day_and_repeats_nothing() {
    let scene = Scene::new().await;
    for _ in 0..7 {
        note(&scene, &scene.admin).await;
    }
    let (mut seen, mut query) = (Vec::new(), "?limit=3".to_owned());
    loop {
        let page = scene.admin.get(&format!("{LIST}{query}")).await;
        page.expect(200);
        assert_eq!(
            (&page.body["pagination"]["total"], &page.body["pagination"]["totalExact"]),
            (&json!(7), &json!(true))
        );
        seen.extend(page.body["data"].as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()));
        let Some(next) = page.body["pagination"]["curseurSuivant"].as_str() else { break };
        query = format!("?limit=3&curseur={next}");
    }
    assert_eq!(seen.len(), 7);
    assert!(seen.is_sorted_by(|one, next| one > next), "{seen:?}");
    assert_eq!(rows(&scene.admin, "?limit=3&page=3").await.len(), 1);
    scene.admin.get(&format!("{LIST}?curseur=00")).await.expect_problem(400, "REQUETE_INVALIDE");
    scene.admin.get(&format!("{LIST}?jour=hier")).await.expect_problem(400, "REQUETE_INVALIDE");
}

#[tokio::test]
async fn a_day_is_read_by_its_index() {
    let db = TestDb::create().await;
    data::catalogue(&db).await;
    let prospect = data::prospect(&db, "Dumitru", "Marie").await;
    data::person(&db, "sophie@ecole.example", "Sophie", "ADMIN").await;
    // Readings and exported lists are most of the audit; lots made a tenth of the changes.
    db.execute(&format!(
        "INSERT INTO audit_prospects (id_prospect, date_evenement, operation, id_utilisateur, auteur, id_lot)
         SELECT '{prospect}', '2026-01-01Z'::timestamptz + i * interval '1 minute',
            (ARRAY['EXPORT_LISTE', 'EXPORT_LISTE', 'MODIFICATION', 'RELANCE_FAITE'])[i % 4 + 1], 1, 'Sophie Martin',
            CASE WHEN i % 40 = 2 THEN i / 4000 END
         FROM generate_series(1, 100000) i"
    ))
    .await;
    db.execute("ANALYZE").await;
    let from = "2026-02-02T23:00:00Z".parse().unwrap();
    let explained = Explained::connect(&db).await;
    for auteur in [None, Some(IdUtilisateur::from(1))] {
        let filters = ActiviteFilters { from, before: from + TimeDelta::days(1), auteur };
        explained
            .expect_whole_only(&["prospects", "conversions_en_cours"], async |conn| {
                assert_eq!(activite::list(conn, &filters, None, 0, 26).await.unwrap().len(), 26);
                // 684 changes and touches alone, and two lots.
                assert_eq!(activite::count(conn, &filters).await.unwrap(), 686);
                assert_eq!(activite::count_by_person(conn, &filters).await.unwrap()[0].relances, 360);
            })
            .await;
    }
}
