//! A stop ends what has not run.

use diesel_async::SimpleAsyncConnection as _;
use prospects_api::lots::{announce_next, run_next};
use serde_json::{Value, json};

use super::{changes, column, finish, launch, path, people, rehearse, rows, run};
use crate::actions::invariants::assert_invariants;
use crate::actions::scene::{FIVE_SEATS, Scene, count, into_session};
use crate::intake::coordinates::waiting;
use crate::support::client::Client;

async fn stop(client: &Client, lot: &Value) -> Value {
    client.post(&format!("{}/annulation", path(lot)), json!({})).await.expect(200).body.clone()
}

#[tokio::test]
async fn what_ran_stays_and_the_rest_does_not_run() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 5).await;
    let lot = rehearse(admin, "STATUT", json!({ "statutProspect": "NOUVEAU" }), &ids).await;
    launch(admin, &lot).await.expect(202);
    for _ in 0..2 {
        assert!(run_next(&app.state, &mut None).await.unwrap());
    }
    let colleague = app.login("luc@ecole.example", "Luc", "ADMIN").await;
    let stopped = stop(&colleague, &lot).await;
    assert_eq!(
        (&stopped["etat"], &stopped["resultats"]),
        (&json!("ARRETE"), &json!({ "FAIT": 2, "ARRETE": 3 }))
    );
    assert_eq!(stop(admin, &lot).await, stopped, "twice is once");
    run(app).await;
    for (at, id) in ids.iter().enumerate() {
        assert_eq!(changes(&app.db, id).await, i64::from(at < 2));
    }
    launch(admin, &lot).await.expect_problem(409, "LOT_NON_PREPARE");
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn the_actions_whose_calls_have_not_left_are_undone() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let lot = rehearse(admin, "DOSSIER", json!({}), &people(&app.db, 5).await).await;
    launch(admin, &lot).await.expect(202);
    for _ in 0..2 {
        assert!(run_next(&app.state, &mut None).await.unwrap());
    }
    assert_eq!(app.dispatch().await.calls, 2);
    for _ in 0..2 {
        assert!(run_next(&app.state, &mut None).await.unwrap());
    }
    let running = admin.get(&path(&lot)).await;
    assert_eq!((&running.expect(200).body["annulables"], &running.body["restantes"]), (&json!(2), &json!(1)));
    let stopped = stop(admin, &lot).await;
    assert_eq!(
        (&stopped["etat"], &stopped["annulables"], &stopped["resultats"]),
        (&json!("ARRETE"), &json!(0), &json!({ "FAIT": 4, "ARRETE": 1 }))
    );
    assert_eq!(app.dispatch().await.calls, 0);
    let statuts = column(admin, &lot, "statutAction").await;
    assert_eq!(statuts, ["EN_COURS", "EN_COURS", "ANNULEE", "ANNULEE", ""]);
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn a_lot_whose_rows_are_over_is_stopped_while_its_calls_wait() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let lot = rehearse(admin, "DOSSIER", json!({}), &people(&app.db, 3).await).await;
    let ended = finish(app, admin, &lot).await;
    assert_eq!((&ended["etat"], &ended["annulables"]), (&json!("TERMINE"), &json!(3)));
    let stopped = stop(admin, &lot).await;
    assert_eq!((&stopped["etat"], &stopped["annulables"]), (&json!("ARRETE"), &json!(0)));
    assert_eq!(stop(admin, &lot).await, stopped, "twice is once");
    assert_eq!(app.dispatch().await.calls, 0);
    assert!(announce_next(&app.state).await.unwrap());
    let told = admin.get("/api/notifications").await.expect(200).body["data"].clone();
    assert_eq!(told.as_array().unwrap().len(), 1, "its actions are not told one by one");
    assert_eq!(
        (&told[0]["titre"], &told[0]["message"]),
        (&json!("Action groupée arrêtée"), &json!("Envoyer le dossier : 3 laissés tels quels."))
    );
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn of_the_calls_of_a_stopped_lot_each_is_undone_or_made_and_never_both() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    // More than the actions of one transaction.
    let ids = people(&app.db, 300).await;
    let lot = rehearse(admin, "DOSSIER", json!({}), &ids).await;
    finish(app, admin, &lot).await;
    let luc = app.login("luc@ecole.example", "Luc", "ADMIN").await;
    let at_once = app.dispatch().await.calls;
    // Others leave while the lot is stopped, fewer than the actions of its second transaction.
    let leaving = async {
        for _ in 0..5 {
            app.dispatch().await;
        }
    };
    let (stopped, ()) = futures_util::join!(stop(&luc, &lot), leaving);
    assert_eq!((&stopped["etat"], &stopped["annulables"]), (&json!("ARRETE"), &json!(0)));
    assert_eq!(app.dispatch().await.calls, 0);
    let calls = app.n8n.calls();
    let mut undone = 0;
    for row in rows(admin, &lot).await {
        let id = format!("conv_{}", row["idAction"]);
        let called = calls.iter().any(|call| call.headers["webhook-id"] == id);
        assert_eq!(row["statutAction"] == "ANNULEE", !called, "{row}");
        undone += i64::from(!called);
    }
    assert!(at_once > 0 && undone > 200, "{at_once} left before the stop, {undone} were undone");
    let named = format!(
        "audit_prospects WHERE operation = 'ACTION_ANNULEE' AND auteur = 'Luc Martin' AND id_lot = {}",
        lot["idLot"]
    );
    assert_eq!(count(&app.db, &named).await, undone);
    assert_eq!(count(&app.db, "conversions_journal WHERE evenement = 'ANNULATION'").await, undone);
    assert_eq!(count(&app.db, "notifications WHERE type = 'ACTION_ANNULEE'").await, 0);
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn a_stopped_lot_gives_its_seats_and_the_failures_that_it_replaced_back() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 3).await;
    let failed = scene.deliver_with(into_session(&ids[0], FIVE_SEATS)).await;
    scene.fail(failed).await;
    let change = json!({ "formationRetenue": "CAP_BJ", "idSession": FIVE_SEATS });
    let lot = rehearse(admin, "CONVERSION", change, &ids).await;
    finish(app, admin, &lot).await;
    assert_eq!(scene.seats(FIVE_SEATS).await, (0, 3));
    assert_eq!(scene.action(failed).await["relancable"], false);
    let stopped = stop(admin, &lot).await;
    assert_eq!((&stopped["etat"], &stopped["annulables"]), (&json!("ARRETE"), &json!(0)));
    assert_eq!(scene.seats(FIVE_SEATS).await, (0, 0));
    assert_eq!(scene.action(failed).await["relancable"], true);
    assert_eq!(column(admin, &lot, "statutAction").await, ["ANNULEE"; 3]);
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn a_stop_waits_for_the_row_that_runs() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 3).await;
    let lot = rehearse(admin, "STATUT", json!({ "statutProspect": "NOUVEAU" }), &ids).await;
    launch(admin, &lot).await.expect(202);
    let mut other = app.db.connect().await;
    let hold = format!("BEGIN; SELECT FROM prospects WHERE id_prospect = '{}' FOR UPDATE", ids[0]);
    other.batch_execute(&hold).await.unwrap();
    let state = app.state.clone();
    let row = tokio::spawn(async move { run_next(&state, &mut None).await });
    waiting(app, 1).await;
    let stopping = async {
        waiting(app, 2).await;
        other.batch_execute("COMMIT").await.unwrap();
    };
    let (stopped, ()) = futures_util::join!(stop(admin, &lot), stopping);
    assert!(row.await.unwrap().unwrap());
    assert_eq!(
        (&stopped["etat"], &stopped["resultats"]),
        (&json!("ARRETE"), &json!({ "FAIT": 1, "ARRETE": 2 }))
    );
    assert_eq!(changes(&app.db, &ids[0]).await, 1);
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn a_lot_that_was_not_launched_can_be_put_away_and_one_that_is_over_stays() {
    let scene = Scene::new().await;
    let ids = people(&scene.app.db, 2).await;
    let change = json!({ "statutProspect": "NOUVEAU" });
    let lot = rehearse(&scene.admin, "STATUT", change.clone(), &ids).await;
    let stopped = stop(&scene.admin, &lot).await;
    assert_eq!((&stopped["etat"], &stopped["dateLancement"]), (&json!("ARRETE"), &json!(null)));
    launch(&scene.admin, &lot).await.expect_problem(409, "LOT_NON_PREPARE");
    let lot = rehearse(&scene.admin, "STATUT", change, &ids).await;
    let ended = finish(&scene.app, &scene.admin, &lot).await;
    assert_eq!(stop(&scene.admin, &lot).await, ended);
}
