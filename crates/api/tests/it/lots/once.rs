//! Each row runs exactly once, whatever happens to its worker.

use std::time::Duration;

use prospects_api::lots::{announce_next, run_next};
use serde_json::{Value, json};

use super::{changes, launch, path, people, rehearse};
use crate::actions::invariants::assert_invariants;
use crate::actions::scene::{Scene, count};
use crate::instances::pair::Pair;
use crate::support::app::{TestApp, until};
use crate::support::client::Client;

/// Runs rows until `then` is over, and ends abruptly. The connection of a worker that ended so may hold the lot for a
/// moment: the next one polls meanwhile, because a loop without a pause takes the processor from PostgreSQL.
async fn work_until<T>(app: &TestApp, then: impl Future<Output = T>) -> T {
    let mut last = None;
    let work = async {
        loop {
            until(async || run_next(&app.state, &mut last).await.is_ok_and(|ran| ran).then_some(())).await;
        }
    };
    tokio::select! {
        () = work => unreachable!("it has no end"),
        over = then => over,
    }
}

async fn is_over(client: &Client, lot: &Value) -> Option<Value> {
    let lot = client.get(&path(lot)).await.expect(200).body.clone();
    (lot["etat"] == "TERMINE").then_some(lot)
}

#[tokio::test]
async fn five_hundred_rows_survive_five_abrupt_ends_of_the_worker() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 500).await;
    let lot = rehearse(admin, "DOSSIER", json!({}), &ids).await;
    launch(admin, &lot).await.expect(202);
    // Each wait is for 85 rows at most.
    for end in 1..=5 {
        let done = format!("lots_lignes WHERE resultat = 'FAIT' AND {} <= rang", end * 85);
        work_until(app, until(async || (count(&app.db, &done).await > 0).then_some(()))).await;
        assert_invariants(&app.db).await;
    }
    let ended = work_until(app, until(async || is_over(admin, &lot).await)).await;
    assert_eq!(ended["resultats"], json!({ "FAIT": 500 }));
    assert_eq!(count(&app.db, "conversions_en_cours").await, 500);
    assert_eq!(count(&app.db, "(SELECT DISTINCT id_prospect FROM conversions_en_cours) AS p").await, 500);
    assert_eq!(count(&app.db, "notifications WHERE type = 'ACTION_START'").await, 0);
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn a_row_that_fails_at_its_last_step_leaves_nothing_and_runs_later() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 2).await;
    let lot = rehearse(admin, "STATUT", json!({ "statutProspect": "NOUVEAU" }), &ids).await;
    launch(admin, &lot).await.expect(202);
    app.db
        .execute(
            "CREATE FUNCTION refuser() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'canceling statement: refused by the test'; END $$;",
        )
        .await;
    app.db
        .execute(
            "CREATE TRIGGER refuser BEFORE UPDATE ON lots_lignes FOR EACH ROW EXECUTE FUNCTION refuser()",
        )
        .await;
    assert_eq!(run_next(&app.state, &mut None).await.unwrap_err().code.as_str(), "SERVICE_INDISPONIBLE");
    assert_eq!(changes(&app.db, &ids[0]).await, 0);
    app.db.execute("DROP TRIGGER refuser ON lots_lignes").await;
    super::run(app).await;
    assert_eq!((changes(&app.db, &ids[0]).await, changes(&app.db, &ids[1]).await), (1, 1));
}

#[tokio::test]
async fn two_instances_share_the_lots_and_each_row_runs_once() {
    let pair = Pair::at_work().await;
    let [at_one, at_two] = pair.admin().await;
    let db = &pair.one.db;
    let ids = people(db, 80).await;
    let lots = [
        rehearse(&at_one, "STATUT", json!({ "statutProspect": "NOUVEAU" }), &ids[..40]).await,
        rehearse(&at_two, "RELANCE", json!({ "relanceLe": "2026-11-12" }), &ids[40..]).await,
    ];
    launch(&at_one, &lots[0]).await.expect(202);
    launch(&at_two, &lots[1]).await.expect(202);
    for lot in &lots {
        let ended = until(async || is_over(&at_two, lot).await).await;
        assert_eq!(ended["resultats"], json!({ "FAIT": 40 }));
    }
    for id in &ids {
        assert_eq!(changes(db, id).await, 1, "{id}");
    }
}

#[tokio::test]
async fn the_rest_is_stopped_when_its_author_may_no_longer_change_records() {
    for sql in ["UPDATE utilisateurs SET actif = false", "UPDATE utilisateurs SET role = 'FORMATEUR'"] {
        let scene = Scene::new().await;
        let (app, admin) = (&scene.app, &scene.admin);
        let ids = people(&app.db, 3).await;
        let lot = rehearse(admin, "STATUT", json!({ "statutProspect": "NOUVEAU" }), &ids).await;
        launch(admin, &lot).await.expect(202);
        assert!(run_next(&app.state, &mut None).await.unwrap());
        let other = app.login("luc@ecole.example", "Luc", "ADMIN").await;
        app.db.execute(&format!("{sql} WHERE email = 'sophie@ecole.example'")).await;
        super::run(app).await;
        let ended = other.get(&path(&lot)).await.expect(200).body.clone();
        assert_eq!(
            (&ended["etat"], &ended["resultats"]),
            (&json!("ARRETE"), &json!({ "FAIT": 1, "ARRETE": 2 }))
        );
        assert_eq!(changes(&app.db, &ids[1]).await, 0);
        assert!(announce_next(&app.state).await.unwrap());
        let told = other.get("/api/notifications").await.expect(200).body["data"][0].clone();
        assert_eq!(
            (&told["titre"], &told["message"], &told["priorite"]),
            (
                &json!("Action groupée arrêtée"),
                &json!("Changer le statut : 1 fait, 2 laissés tels quels."),
                &json!("HAUTE")
            )
        );
    }
}

#[tokio::test]
async fn a_rehearsal_waits_a_moment_for_a_record_that_somebody_changes() {
    let scene = Scene::new().await;
    let ids = people(&scene.app.db, 2).await;
    let mut conn = scene.app.db.connect().await;
    diesel_async::SimpleAsyncConnection::batch_execute(
        &mut conn,
        &format!("BEGIN; UPDATE prospects SET ville = 'Lyon' WHERE id_prospect = '{}'", ids[1]),
    )
    .await
    .unwrap();
    let body = super::body("STATUT", &json!({ "statutProspect": "NOUVEAU" }), &ids);
    let waits = tokio::time::timeout(Duration::from_secs(15), scene.admin.post(super::LOTS, body.clone()));
    waits.await.expect("bounded").expect_problem(503, "SERVICE_INDISPONIBLE");
    diesel_async::SimpleAsyncConnection::batch_execute(&mut conn, "COMMIT").await.unwrap();
    scene.admin.post(super::LOTS, body).await.expect(201);
}
