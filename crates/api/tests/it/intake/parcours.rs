//! The path of a prospect through its statuts, which the database records: one chain of rows without gap or overlap.

use diesel_async::SimpleAsyncConnection as _;
use drill::never::NEVER;
use serde_json::{Value, json};

use super::records::{added, change_any, marie};
use crate::actions::scene::Scene;
use crate::instances::pair::Pair;
use crate::intake::coordinates::waiting;
use crate::reading::rows;
use crate::rgpd::person::{anonymise, scene_with_person};
use crate::support::app::TestApp;
use crate::support::db::TestDb;

/// The migrations that record paths, and what takes them back.
const UP: [&str; 2] = [
    include_str!("../../../../../migrations/2026-12-03-110000_create_prospects_parcours/up.sql"),
    include_str!("../../../../../migrations/2026-12-03-110001_fill_prospects_parcours/up.sql"),
];
const DOWN: &str =
    include_str!("../../../../../migrations/2026-12-03-110000_create_prospects_parcours/down.sql");

/// Returns the statuts of a prospect in their order, the last one open.
async fn path(db: &TestDb, id: &str) -> Vec<String> {
    let sql = "SELECT jsonb_agg(statut || CASE WHEN jusqua IS NULL THEN ' …' ELSE '' END ORDER BY depuis)::text AS text
        FROM prospects_parcours WHERE id_prospect =";
    serde_json::from_str(&db.text(&format!("{sql} '{id}'")).await.unwrap()).unwrap()
}

/// Asserts the invariants of paths.
async fn expect_chains(db: &TestDb) {
    let of_paths: Vec<_> = NEVER.iter().filter(|one| one.what.contains("path")).collect();
    assert_eq!(of_paths.len(), 2);
    for one in of_paths {
        let sql = format!("SELECT f.who AS text FROM ({}) AS f (who)", one.found);
        assert_eq!(db.texts(&sql).await, [""; 0], "{}", one.what);
    }
}

async fn move_to(db: &TestDb, id: &str, statut: &str) {
    db.execute(&format!("UPDATE prospects SET statut_prospect = '{statut}' WHERE id_prospect = '{id}'"))
        .await;
}

#[tokio::test]
async fn the_path_begins_when_the_prospect_is_added_and_goes_on_with_each_statut() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    for statut in ["CONTACTE", "CONTACTE", "QUALIFIE"] {
        change_any(&admin, &id, json!({ "statutProspect": statut })).await.expect(200);
    }
    change_any(&admin, &id, json!({ "ville": "Brest" })).await.expect(200);
    assert_eq!(path(&app.db, &id).await, ["NOUVEAU", "CONTACTE", "QUALIFIE …"]);
    let sql =
        "SELECT (min(depuis) = (SELECT date_creation FROM prospects))::text AS text FROM prospects_parcours";
    assert_eq!(app.db.text(sql).await.unwrap(), "true");
    expect_chains(&app.db).await;
}

#[tokio::test]
async fn an_admin_reads_the_path_newest_first_with_the_time_that_each_statut_lasted() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    change_any(&admin, &id, json!({ "statutProspect": "CONTACTE" })).await.expect(200);
    let dates =
        "UPDATE prospects_parcours SET depuis = '2026-10-01T08:00:00Z', jusqua = '2026-10-04T09:00:00Z'
        WHERE statut = 'NOUVEAU';
        UPDATE prospects_parcours SET depuis = '2026-10-04T09:00:00Z' WHERE statut = 'CONTACTE'";
    app.db.connect().await.batch_execute(dates).await.unwrap();
    let path = format!("/api/prospects/{id}/parcours");
    assert_eq!(
        admin.get(&path).await.expect(200).body["data"],
        json!([
            { "statut": "CONTACTE", "depuis": "2026-10-04T09:00:00Z", "jusqua": null, "dureeMs": null },
            { "statut": "NOUVEAU", "depuis": "2026-10-01T08:00:00Z", "jusqua": "2026-10-04T09:00:00Z",
                "dureeMs": 73 * 3_600_000 },
        ])
    );
    let second = admin.get(&format!("{path}?limit=1&page=2")).await.expect(200).body.clone();
    assert_eq!(second["data"][0]["statut"], "NOUVEAU");
    assert_eq!(second["pagination"]["total"], 2);
    admin.get("/api/prospects/PROS_999999/parcours").await.expect_problem(404, "INTROUVABLE");
}

#[tokio::test]
async fn an_action_that_changes_the_statut_is_in_the_path() {
    let scene = Scene::new().await;
    let action = scene.deliver().await;
    scene.succeed(action, "DUMI05112026").await;
    assert_eq!(path(&scene.app.db, &scene.prospect).await, ["QUALIFIE", "CANDIDAT …"]);
}

#[tokio::test]
async fn changes_within_one_transaction_and_one_microsecond_are_each_a_row() {
    let app = TestApp::start().await;
    let id = rows::add(&app.db, json!({})).await;
    let words = ["CONTACTE", "EN_ECHANGE", "QUALIFIE", "CONTACTE", "NOUVEAU"].repeat(20);
    let changes: Vec<_> =
        words.iter().map(|statut| format!("UPDATE prospects SET statut_prospect = '{statut}'")).collect();
    app.db.connect().await.batch_execute(&changes.join(";")).await.unwrap();
    assert_eq!(path(&app.db, &id).await.len(), 101);
    expect_chains(&app.db).await;
}

#[tokio::test]
async fn statuts_that_change_at_once_leave_no_gap_and_no_overlap() {
    let pair = Pair::with(TestApp::setup).await;
    let db = &pair.one.db;
    let id = added(&pair.one.n8n_client(), marie()).await;
    let [at_one, at_two] = pair.admin().await;
    for (one, two) in [("CONTACTE", "QUALIFIE"), ("EN_ECHANGE", "DEVIS_ENVOYE")].repeat(5) {
        let (first, second) = futures_util::join!(
            change_any(&at_one, &id, json!({ "statutProspect": one })),
            change_any(&at_two, &id, json!({ "statutProspect": two })),
        );
        first.expect(200);
        second.expect(200);
    }
    assert_eq!(path(db, &id).await.len(), 21);
    expect_chains(db).await;
}

#[tokio::test]
async fn a_statut_that_waits_for_another_transaction_follows_it_in_the_path() {
    let app = TestApp::start().await;
    let id = rows::add(&app.db, json!({})).await;
    let (mut first, mut second) = (app.db.connect().await, app.db.connect().await);
    first.batch_execute("BEGIN; UPDATE prospects SET statut_prospect = 'CONTACTE'").await.unwrap();
    let later =
        tokio::spawn(
            async move { second.batch_execute("UPDATE prospects SET statut_prospect = 'PERDU'").await },
        );
    waiting(&app, 1).await;
    first.batch_execute("COMMIT").await.unwrap();
    later.await.unwrap().unwrap();
    assert_eq!(path(&app.db, &id).await, ["NOUVEAU", "CONTACTE", "PERDU …"]);
    expect_chains(&app.db).await;
}

#[tokio::test]
async fn a_statut_that_is_rolled_back_is_not_in_the_path() {
    let app = TestApp::start().await;
    let id = rows::add(&app.db, json!({})).await;
    let sql = "BEGIN; UPDATE prospects SET statut_prospect = 'CONTACTE'; ROLLBACK";
    app.db.connect().await.batch_execute(sql).await.unwrap();
    assert_eq!(path(&app.db, &id).await, ["NOUVEAU …"]);
}

#[tokio::test]
async fn the_database_refuses_a_path_with_a_gap_an_overlap_or_two_ends() {
    let app = TestApp::start().await;
    let id = rows::add(&app.db, json!({ "date_creation": "2026-01-01T00:00:00Z" })).await;
    move_to(&app.db, &id, "CONTACTE").await;
    let mut owner = app.db.connect().await;
    let insert = "INSERT INTO prospects_parcours (id_prospect, statut, depuis, jusqua) VALUES";
    for (sql, constraint) in [
        (format!("{insert} ('{id}', 'PERDU', '2027-01-01', NULL)"), "prospects_parcours_fin_unique"),
        (format!("{insert} ('{id}', 'PERDU', '2025-01-01', '2025-02-01')"), "prospects_parcours_sans_trou"),
        (
            format!(
                "{insert} ('{id}', 'PERDU', '2025-01-01', (SELECT jusqua FROM prospects_parcours WHERE jusqua IS NOT NULL))"
            ),
            "prospects_parcours_fin_unique",
        ),
        (
            "UPDATE prospects_parcours SET jusqua = now() WHERE jusqua IS NULL".to_owned(),
            "prospects_parcours_sans_trou",
        ),
        ("DELETE FROM prospects_parcours WHERE jusqua IS NULL".to_owned(), "prospects_parcours_sans_trou"),
        (format!("{insert} ('{id}', 'PERDU', '2027-01-01', '2026-12-01')"), "prospects_parcours_dure"),
    ] {
        let refused = owner.batch_execute(&sql).await.unwrap_err().to_string();
        assert!(refused.contains(constraint), "{sql}: {refused}");
    }
    assert_eq!(path(&app.db, &id).await, ["NOUVEAU", "CONTACTE …"]);
}

#[tokio::test]
async fn prospects_of_an_earlier_version_have_their_path_at_each_step_of_the_update() {
    let app = TestApp::start().await;
    let mut owner = app.db.connect().await;
    owner.batch_execute(DOWN).await.unwrap();
    let still = rows::add(&app.db, json!({ "statut_prospect": "QUALIFIE" })).await;
    let moved = rows::add(&app.db, json!({ "statut_prospect": "QUALIFIE" })).await;
    owner.batch_execute(UP[0]).await.unwrap();
    move_to(&app.db, &moved, "PERDU").await;
    let added = rows::add(&app.db, json!({})).await;
    owner.batch_execute(UP[1]).await.unwrap();
    for (id, expected) in
        [(&still, &["QUALIFIE …"][..]), (&moved, &["QUALIFIE", "PERDU …"]), (&added, &["NOUVEAU …"])]
    {
        assert_eq!(path(&app.db, id).await, expected);
    }
    expect_chains(&app.db).await;
}

#[tokio::test]
async fn a_statut_that_changes_while_the_update_writes_its_first_row_waits_and_follows() {
    let app = TestApp::start().await;
    let mut owner = app.db.connect().await;
    owner.batch_execute(DOWN).await.unwrap();
    let id = rows::add(&app.db, json!({ "statut_prospect": "QUALIFIE" })).await;
    owner.batch_execute(UP[0]).await.unwrap();
    owner.batch_execute(&format!("BEGIN; {}", UP[1])).await.unwrap();
    let (mut other, sql) = (app.db.connect().await, "UPDATE prospects SET statut_prospect = 'PERDU'");
    let later = tokio::spawn(async move { other.batch_execute(sql).await });
    waiting(&app, 1).await;
    owner.batch_execute("COMMIT").await.unwrap();
    later.await.unwrap().unwrap();
    assert_eq!(path(&app.db, &id).await, ["QUALIFIE", "PERDU …"]);
    expect_chains(&app.db).await;
}

#[tokio::test]
async fn the_path_survives_anonymisation_by_months_and_is_in_the_export_of_the_person() {
    let (scene, id) = scene_with_person().await;
    let db = &scene.app.db;
    for statut in ["CONTACTE", "QUALIFIE"] {
        change_any(&scene.admin, &id, json!({ "statutProspect": statut })).await.expect(200);
    }
    let person = scene.admin.get(&format!("/api/prospects/{id}/donnees-personnelles")).await;
    assert_eq!(person.expect(200).body["donnees"]["prospectsParcours"].as_array().map(Vec::len), Some(3));
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    assert_eq!(path(db, &id).await, ["NOUVEAU", "CONTACTE", "QUALIFIE …"]);
    let sql = format!(
        "SELECT jsonb_agg(date_trunc('month', depuis, 'Europe/Paris') = date_trunc('second', depuis))::text AS text
         FROM prospects_parcours WHERE id_prospect = '{id}'"
    );
    let by_month: Value = serde_json::from_str(&db.text(&sql).await.unwrap()).unwrap();
    assert_eq!(by_month, json!([true, true, true]));
    expect_chains(db).await;
}
