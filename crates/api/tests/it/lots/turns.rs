//! Running lots take turns.

use prospects_api::lots::{announce_next, run_next};
use prospects_api::notifications::send_lots_once;
use serde_json::{Value, json};

use super::{LOTS, column, launch, path, people, rehearse, run};
use crate::actions::invariants::assert_invariants;
use crate::actions::scene::{Scene, count};
use crate::support::client::Client;

async fn done(client: &Client, lot: &Value) -> (String, i64) {
    let lot = client.get(&path(lot)).await.expect(200).body.clone();
    (lot["etat"].as_str().unwrap().to_owned(), lot["resultats"]["FAIT"].as_i64().unwrap_or_default())
}

#[tokio::test]
async fn a_small_lot_does_not_wait_behind_a_large_one() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 303).await;
    let change = json!({ "statutProspect": "NOUVEAU" });
    let small = rehearse(admin, "STATUT", change.clone(), &ids[300..]).await;
    let large = rehearse(admin, "STATUT", change, &ids[..300]).await;
    launch(admin, &large).await.expect(202);
    let mut last = None;
    for _ in 0..10 {
        assert!(run_next(&app.state, &mut last).await.unwrap());
    }
    launch(admin, &small).await.expect(202);
    for _ in 0..6 {
        assert!(run_next(&app.state, &mut last).await.unwrap());
    }
    assert_eq!(done(admin, &small).await, ("TERMINE".to_owned(), 3));
    assert_eq!(done(admin, &large).await, ("EN_COURS".to_owned(), 13));
}

#[tokio::test]
async fn a_lot_whose_row_fails_gives_its_turn_to_the_next_one() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 4).await;
    let change = json!({ "statutProspect": "NOUVEAU" });
    let failing = rehearse(admin, "STATUT", change.clone(), &ids[..2]).await;
    let sound = rehearse(admin, "STATUT", change, &ids[2..]).await;
    for lot in [&failing, &sound] {
        launch(admin, lot).await.expect(202);
    }
    app.db
        .execute(
            "CREATE FUNCTION refuser() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'canceling statement: refused by the test'; END $$;",
        )
        .await;
    let trigger = format!(
        "CREATE TRIGGER refuser BEFORE UPDATE ON lots_lignes FOR EACH ROW WHEN (OLD.id_lot = {})
         EXECUTE FUNCTION refuser()",
        failing["idLot"]
    );
    app.db.execute(&trigger).await;
    let mut last = None;
    for _ in 0..2 {
        run_next(&app.state, &mut last).await.unwrap_err();
        assert!(run_next(&app.state, &mut last).await.unwrap());
    }
    assert_eq!(done(admin, &sound).await, ("TERMINE".to_owned(), 2));
}

#[tokio::test]
async fn a_lot_that_cannot_be_read_ends_with_failures_and_hides_no_other() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 3).await;
    let change = json!({ "statutProspect": "NOUVEAU" });
    let lot = rehearse(admin, "STATUT", change.clone(), &ids[..2]).await;
    let other = rehearse(admin, "STATUT", change, &ids[2..]).await;
    launch(admin, &lot).await.expect(202);
    // A change of a later version of the service.
    app.db.execute(&format!("UPDATE lots SET parametres = '{{}}' WHERE id_lot = {}", lot["idLot"])).await;
    run(app).await;
    let failed = "lots_lignes JOIN lots USING (id_lot) WHERE etat = 'TERMINE' AND resultat = 'ECHEC'
        AND code = 'ERREUR_INTERNE'";
    assert_eq!(count(&app.db, failed).await, 2);
    assert!(announce_next(&app.state).await.unwrap());
    let listed = admin.get(LOTS).await.expect(200).body["data"].clone();
    assert_eq!(listed, json!([other]));
    assert_eq!(send_lots_once(&app.state).await.unwrap(), 1, "the other one");
    assert_eq!(send_lots_once(&app.state).await.unwrap(), 0, "it is not sent again and again");
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn a_row_that_contacts_a_person_fails_while_the_opposition_list_has_no_key() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 2).await;
    let lot = rehearse(admin, "DOSSIER", json!({}), &ids).await;
    launch(admin, &lot).await.expect(202);
    // A former configuration had a key.
    app.db.execute("INSERT INTO oppositions (empreinte, date_opposition) VALUES (sha256('a'), now())").await;
    run(app).await;
    let ended = admin.get(&path(&lot)).await.expect(200).body.clone();
    assert_eq!((&ended["etat"], &ended["resultats"]), (&json!("TERMINE"), &json!({ "ECHEC": 2 })));
    assert_eq!(column(admin, &lot, "code").await, ["SERVICE_INDISPONIBLE", "SERVICE_INDISPONIBLE"]);
    assert_invariants(&app.db).await;
}
