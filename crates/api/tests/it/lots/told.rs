//! A lot is told by one notification at its end, and the audit names it.

use futures_util::future::join_all;
use prospects_api::lots::announce_next;
use serde_json::{Value, json};

use super::{finish, launch, people, rehearse, run};
use crate::actions::invariants::assert_invariants;
use crate::actions::scene::{Scene, count, id_of};
use crate::instances::pair::Pair;
use crate::support::app::TestApp;
use crate::support::client::Client;

async fn announce(app: &TestApp) -> bool {
    announce_next(&app.state).await.unwrap()
}

/// Returns the notifications that an account can read, newest first.
async fn told(client: &Client) -> Vec<Value> {
    client.get("/api/notifications").await.expect(200).body["data"].as_array().unwrap().clone()
}

/// Returns the actions of a lot, in the order of its rows.
async fn actions(app: &TestApp) -> Vec<i64> {
    let sql = "SELECT id_conversion::text AS text FROM lots_lignes WHERE id_conversion IS NOT NULL ORDER BY id_lot, rang";
    app.db.texts(sql).await.iter().map(|id| id.parse().unwrap()).collect()
}

#[tokio::test]
async fn the_actions_of_a_lot_are_told_together_once_the_last_one_has_ended() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let colleague = app.login("luc@ecole.example", "Luc", "ADMIN").await;
    let ids = people(&app.db, 4).await;
    app.db.execute(&format!("UPDATE prospects SET emails = '{{}}' WHERE id_prospect = '{}'", ids[3])).await;
    let lot = rehearse(admin, "DOSSIER", json!({}), &ids).await;
    finish(app, admin, &lot).await;
    let actions = actions(app).await;
    for action in &actions[..2] {
        scene.succeed(*action, "NOM105112026").await;
        assert!(!announce(app).await, "an action still runs");
    }
    assert_eq!(told(admin).await, Vec::<Value>::new());
    scene.fail(actions[2]).await;
    assert!(announce(app).await);
    assert!(!announce(app).await, "once");
    for client in [admin, &colleague] {
        let rows = told(client).await;
        assert_eq!(rows.len(), 1, "a failure of n8n concerns every admin");
        assert_eq!(
            (&rows[0]["titre"], &rows[0]["message"], &rows[0]["type"], &rows[0]["priorite"]),
            (
                &json!("Action groupée terminée"),
                &json!("Envoyer le dossier : 2 faits, 1 échec, 1 laissé tel quel."),
                &json!("ERREUR"),
                &json!("URGENTE")
            )
        );
        assert_eq!(rows[0]["lienAction"], format!("/admin/lots/{}", lot["idLot"]));
    }
    assert_eq!(count(&app.db, "journal_erreurs WHERE id_conversion IS NOT NULL").await, 1);
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn the_restart_of_an_action_of_a_lot_is_told_like_any_other() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 1).await;
    let lot = rehearse(admin, "DOSSIER", json!({}), &ids).await;
    finish(app, admin, &lot).await;
    let action = actions(app).await[0];
    assert_eq!(scene.action(action).await["idLot"], lot["idLot"]);
    scene.fail(action).await;
    assert!(announce(app).await);
    let again = id_of(scene.relance(action).await.expect(202));
    assert_eq!(scene.action(again).await["idLot"], json!(null));
    assert_eq!(scene.notifications("ACTION_START").await, 1);
    scene.succeed(again, "NOM105112026").await;
    assert_eq!(scene.notifications("ACTION_SUCCESS").await, 1);
    assert!(!announce(app).await);
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn the_end_of_a_lot_without_a_failure_is_told_to_its_author_alone() {
    let pair = Pair::with(TestApp::setup).await;
    let [admin, _] = pair.admin().await;
    let colleague = pair.one.login("luc@ecole.example", "Luc", "ADMIN").await;
    let ids = people(&pair.one.db, 3).await;
    let change = json!({ "statutProspect": "NOUVEAU" });
    let lot = rehearse(&admin, "STATUT", change.clone(), &ids).await;
    finish(&pair.one, &admin, &lot).await;
    let given_up = rehearse(&admin, "STATUT", change, &ids).await;
    admin.post(&format!("{}/annulation", super::path(&given_up)), json!({})).await.expect(200);
    let states = [&pair.one.state, &pair.two.state];
    let by = join_all((0..8).map(|turn| announce_next(states[turn % 2]))).await;
    assert_eq!(by.into_iter().filter(|told| *told.as_ref().unwrap()).count(), 1);
    let rows = told(&admin).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (&rows[0]["message"], &rows[0]["type"]),
        (&json!("Changer le statut : 3 faits."), &json!("ACTION_SUCCESS"))
    );
    assert_eq!(told(&colleague).await, Vec::<Value>::new());
    assert_invariants(&pair.one.db).await;
}

#[tokio::test]
async fn the_audit_of_a_record_names_the_lot_that_changed_it() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 1).await;
    let last = async |operation: &str| {
        let path = format!("/api/prospects/{}/audit?operation={operation}", ids[0]);
        admin.get(&path).await.expect(200).body["data"][0].clone()
    };
    let mut lots = Vec::new();
    for (type_lot, parametres, operation) in [
        ("STATUT", json!({ "statutProspect": "NOUVEAU" }), "MODIFICATION"),
        ("DOSSIER", json!({}), "ACTION_DEMANDEE"),
    ] {
        let lot = rehearse(admin, type_lot, parametres, &ids).await;
        launch(admin, &lot).await.expect(202);
        run(app).await;
        let entry = last(operation).await;
        assert_eq!((&entry["idLot"], &entry["auteur"]), (&lot["idLot"], &json!("Sophie Martin")));
        lots.push(lot["idLot"].clone());
    }
    scene.succeed(actions(app).await[0], "NOM105112026").await;
    let end = last("ACTION_TERMINEE").await;
    assert_eq!((&end["idLot"], &end["auteur"]), (&lots[1], &json!("n8n")));
    let devis = admin.post(&format!("/api/prospects/{}/generate-devis", ids[0]), json!({})).await;
    assert_eq!(last("ACTION_DEMANDEE").await["idLot"], json!(null), "a click of a person");
    scene.fail(id_of(devis.expect(202))).await;
    assert_eq!(last("ACTION_ECHOUEE").await["idLot"], json!(null));
}
