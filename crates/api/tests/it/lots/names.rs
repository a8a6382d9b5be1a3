//! The rows of a lot, and a name in its search or texts, are personal data.

use chrono::TimeDelta;
use serde_json::json;

use super::{LOTS, finish, people, rehearse, rows};
use crate::actions::scene::{Scene, count};
use crate::reading::rows::add;
use crate::support::app::TestApp;

#[tokio::test]
async fn an_anonymisation_removes_the_name_from_the_lots_and_keeps_the_row() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let person = json!({ "nom": "Dumitrescu", "prenom": "Ileana", "emails": ["ileana@exemple.example"] });
    let id = add(&app.db, person).await;
    let ids = [id.clone()];
    let searched = json!({ "type": "DOSSIER", "parametres": {}, "requete": "recherche=Dumitrescu&tri=nom" });
    let searched = admin.post(LOTS, searched).await.expect(201).body.clone();
    let subject = json!({ "relanceLe": "2026-11-12", "relanceObjet": "Devis de Mme Dumitrescu" });
    let subject = rehearse(&admin, "RELANCE", subject, &ids).await;
    let message =
        rehearse(&admin, "EMAIL_RELANCE", json!({ "message": "Bonjour Ileana Dumitrescu" }), &ids).await;
    let export = admin.get(&format!("/api/prospects/{id}/donnees-personnelles")).await;
    let held = &export.expect(200).body["donnees"];
    assert_eq!(held["lots"].as_array().unwrap().len(), 3, "{held}");
    assert_eq!(held["lotsLignes"].as_array().unwrap().len(), 3, "{held}");
    admin.post("/api/rgpd/anonymisation", json!({ "ids": ids, "motif": "DEMANDE" })).await.expect(200);
    let now = async |lot: &serde_json::Value| admin.get(&super::path(lot)).await.expect(200).body.clone();
    assert_eq!(now(&searched).await["requete"], "tri=nom");
    assert_eq!(now(&subject).await["parametres"]["relanceObjet"], json!(null));
    assert_eq!(now(&message).await["parametres"]["message"], json!(null));
    let row = rows(&admin, &subject).await.remove(0);
    assert_eq!((&row["idProspect"], &row["nom"]), (&json!(id), &json!(null)));
}

#[tokio::test]
async fn an_old_lot_is_purged_with_its_rows_unless_it_runs() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 3).await;
    let change = json!({ "statutProspect": "NOUVEAU" });
    let over = rehearse(admin, "STATUT", change.clone(), &ids).await;
    finish(app, admin, &over).await;
    let running = rehearse(admin, "STATUT", json!({ "statutProspect": "CONTACTE" }), &ids).await;
    super::launch(admin, &running).await.expect(202);
    app.purge().await;
    assert_eq!(count(&app.db, "lots").await, 2, "they are of today");
    app.db.execute("UPDATE lots SET date_creation = date_creation - interval '4 years'").await;
    app.advance(TimeDelta::hours(1));
    app.purge().await;
    let left = "SELECT id_lot::text AS text FROM lots";
    assert_eq!(app.db.texts(left).await, [running["idLot"].to_string()]);
    assert_eq!(count(&app.db, "lots_lignes").await, 3);
}
