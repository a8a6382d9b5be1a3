//! Running lots take turns.

use prospects_api::lots::run_next;
use serde_json::{Value, json};

use super::{launch, path, people, rehearse};
use crate::actions::scene::Scene;
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
    // A change of a later version of the service.
    app.db.execute(&format!("UPDATE lots SET parametres = '{{}}' WHERE id_lot = {}", failing["idLot"])).await;
    let mut last = None;
    for _ in 0..2 {
        run_next(&app.state, &mut last).await.unwrap_err();
        assert!(run_next(&app.state, &mut last).await.unwrap());
    }
    assert_eq!(done(admin, &sound).await, ("TERMINE".to_owned(), 2));
}
