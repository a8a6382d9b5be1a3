//! The seats of a session go to the rows in the order of the selection.

use serde_json::json;

use super::{column, finish, people, rehearse};
use crate::actions::invariants::assert_invariants;
use crate::actions::scene::{OF_GEMMO, Scene};

#[tokio::test]
async fn twenty_rows_on_twelve_seats_are_twelve_and_eight_in_one_order_each_time() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    app.db.execute(&format!("UPDATE sessions SET capacite = 12 WHERE id_session = {OF_GEMMO}")).await;
    let mut ids = people(&app.db, 20).await;
    ids.reverse();
    let change = json!({ "formationRetenue": "GEMMO", "idSession": OF_GEMMO });
    let expected = [vec!["OK"; 12], vec!["SESSION_COMPLETE"; 8]].concat();
    let lot = rehearse(admin, "CONVERSION", change.clone(), &ids).await;
    assert_eq!(column(admin, &lot, "verdict").await, expected);
    let again = rehearse(admin, "CONVERSION", change, &ids).await;
    assert_eq!(column(admin, &again, "verdict").await, expected);
    assert_eq!(scene.seats(OF_GEMMO).await, (0, 0));
    let ended = finish(app, admin, &lot).await;
    assert_eq!(ended["resultats"], json!({ "FAIT": 12, "REFUSE": 8 }));
    assert_eq!(ended["restantes"], 0);
    assert_eq!(scene.seats(OF_GEMMO).await, (0, 12));
    let done = [vec!["FAIT"; 12], vec!["REFUSE"; 8]].concat();
    assert_eq!(column(admin, &lot, "resultat").await, done);
    let held =
        "SELECT id_prospect AS text FROM conversions_en_cours WHERE place_retenue ORDER BY id_conversion";
    assert_eq!(app.db.texts(held).await, ids[..12], "in the order of the rehearsal");
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn a_rehearsal_counts_the_seats_of_the_rows_of_earlier_transactions() {
    let scene = Scene::new().await;
    scene.app.db.execute(&format!("UPDATE sessions SET capacite = 60 WHERE id_session = {OF_GEMMO}")).await;
    let ids = people(&scene.app.db, 80).await;
    let change = json!({ "formationRetenue": "GEMMO", "idSession": OF_GEMMO });
    let lot = rehearse(&scene.admin, "CONVERSION", change, &ids).await;
    let expected = [vec!["OK"; 60], vec!["SESSION_COMPLETE"; 20]].concat();
    assert_eq!(column(&scene.admin, &lot, "verdict").await, expected);
}

#[tokio::test]
async fn a_seat_that_somebody_took_since_the_rehearsal_is_reported() {
    let scene = Scene::new().await;
    let ids = people(&scene.app.db, 6).await;
    let change = json!({ "formationRetenue": "CAP_BJ", "idSession": 1 });
    let lot = rehearse(&scene.admin, "CONVERSION", change, &ids[..5]).await;
    assert_eq!(lot["verdicts"], json!({ "OK": 5 }));
    scene.start_with(crate::actions::scene::into_session(&ids[5], 1)).await;
    let ended = finish(&scene.app, &scene.admin, &lot).await;
    assert_eq!(ended["resultats"], json!({ "FAIT": 4, "ECHEC": 1 }));
    assert_eq!(column(&scene.admin, &lot, "code").await[4], "SESSION_COMPLETE");
    assert_invariants(&scene.app.db).await;
}
