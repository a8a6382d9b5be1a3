//! A lot holds the numbers of its rows, and names its session.

use diesel_async::SimpleAsyncConnection as _;
use serde_json::json;

use super::{LOTS, finish, launch, path, people, rehearse};
use crate::actions::invariants::assert_invariants;
use crate::actions::scene::{OF_GEMMO, Scene};

/// The migration that fills in the numbers of earlier lots.
const FILL: &str = include_str!("../../../../../migrations/2026-12-10-110001_fill_lots/up.sql");

#[tokio::test]
async fn the_numbers_are_those_of_the_rows_at_each_step() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 4).await;
    app.db.execute(&format!("UPDATE prospects SET emails = '{{}}' WHERE id_prospect = '{}'", ids[3])).await;
    let lot = rehearse(admin, "DOSSIER", json!({}), &ids).await;
    assert_eq!(
        (&lot["verdicts"], &lot["resultats"], &lot["restantes"]),
        (&json!({ "OK": 3, "SANS_EMAIL": 1 }), &json!({}), &json!(3))
    );
    assert_invariants(&app.db).await;
    let launched = launch(admin, &lot).await.expect(202).body.clone();
    assert_eq!((&launched["resultats"], &launched["restantes"]), (&json!({ "REFUSE": 1 }), &json!(3)));
    assert!(prospects_api::lots::run_next(&app.state, &mut None).await.unwrap());
    let running = admin.get(&path(&lot)).await.expect(200).body.clone();
    assert_eq!(
        (&running["resultats"], &running["restantes"]),
        (&json!({ "FAIT": 1, "REFUSE": 1 }), &json!(2))
    );
    assert_invariants(&app.db).await;
    admin.post(&format!("{}/annulation", path(&lot)), json!({})).await.expect(200);
    let stopped = admin.get(LOTS).await.expect(200).body["data"][0].clone();
    assert_eq!(
        (&stopped["resultats"], &stopped["restantes"]),
        (&json!({ "FAIT": 1, "REFUSE": 1, "ARRETE": 2 }), &json!(0))
    );
    assert_invariants(&app.db).await;
}

#[tokio::test]
async fn the_update_counts_the_rows_of_earlier_lots() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 3).await;
    let change = json!({ "statutProspect": "NOUVEAU" });
    let over = rehearse(admin, "STATUT", change.clone(), &ids[..2]).await;
    finish(app, admin, &over).await;
    rehearse(admin, "STATUT", change, &ids[2..]).await;
    let counted = admin.get(LOTS).await.expect(200).body.clone();
    let mut owner = app.db.connect().await;
    owner.batch_execute("UPDATE lots SET verdicts = '{\"OK\": 9}', resultats = '{}'").await.unwrap();
    owner.batch_execute(FILL).await.unwrap();
    assert_eq!(admin.get(LOTS).await.expect(200).body, counted);
}

#[tokio::test]
async fn a_conversion_names_its_session_while_there_is_one() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 1).await;
    let change = json!({ "formationRetenue": "GEMMO", "idSession": OF_GEMMO });
    let lot = rehearse(admin, "CONVERSION", change, &ids).await;
    let label = format!("SELECT libelle AS text FROM sessions WHERE id_session = {OF_GEMMO}");
    assert_eq!(lot["sessionVisee"].as_str().map(str::to_owned), app.db.text(&label).await);
    app.db
        .execute(&format!("UPDATE sessions SET statut_session = 'ANNULEE' WHERE id_session = {OF_GEMMO}"))
        .await;
    assert_eq!(admin.get(LOTS).await.expect(200).body["data"][0]["sessionVisee"], lot["sessionVisee"]);
    app.db.execute("UPDATE lots SET parametres = jsonb_set(parametres, '{idSession}', '99999')").await;
    assert_eq!(admin.get(LOTS).await.expect(200).body["data"][0]["sessionVisee"], json!(null));
    let other = rehearse(admin, "DOSSIER", json!({}), &ids).await;
    assert_eq!(other["sessionVisee"], json!(null));
}
