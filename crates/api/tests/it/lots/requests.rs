//! Requests about lots: selections, launches, lists, refusals.

use serde_json::{Value, json};

use super::{LOTS, body, column, finish, launch, path, people, rehearse, rows};
use crate::actions::scene::{Scene, count, key_reused};
use crate::support::app::TestApp;

fn change() -> Value {
    json!({ "statutProspect": "NOUVEAU" })
}

#[tokio::test]
async fn a_query_of_the_list_selects_what_the_list_shows_in_its_order() {
    let scene = Scene::new().await;
    let ids = people(&scene.app.db, 30).await;
    let requete = "statut=QUALIFIE&recherche=Nom&tri=-nom";
    let asked = json!({ "type": "STATUT", "parametres": change(), "requete": requete });
    let answer = scene.admin.post(LOTS, asked).await;
    let lot = answer.expect(201).body.clone();
    assert_eq!(answer.headers["location"], path(&lot).as_str());
    assert_eq!((&lot["requete"], &lot["nombre"]), (&json!(requete), &json!(30)));
    let listed = scene.admin.get(&format!("/api/prospects?{requete}&limit=100")).await;
    let listed: Vec<_> =
        listed.body["data"].as_array().unwrap().iter().map(|row| row["idProspect"].clone()).collect();
    assert_eq!(json!(column(&scene.admin, &lot, "idProspect").await), json!(listed));
    assert_eq!(listed.len(), ids.len());
}

#[tokio::test]
async fn a_selection_is_one_of_two_and_neither_empty_nor_unknown() {
    let scene = Scene::new().await;
    let ids = people(&scene.app.db, 1).await;
    let many: Vec<String> = (1..=5_001).map(|n| format!("PROS_{n}")).collect();
    for (selection, champ, code) in [
        (json!({}), "ids", "UN_SEUL"),
        (json!({ "ids": ids, "requete": "" }), "requete", "UN_SEUL"),
        (json!({ "ids": [] }), "ids", "LONGUEUR"),
        (json!({ "ids": many }), "ids", "TROP_LONG"),
        (json!({ "ids": [ids[0], "PROS_987654"] }), "ids[1]", "VALEUR_INCONNUE"),
        (json!({ "ids": ["12"] }), "ids[0]", "TYPE_INVALIDE"),
        (json!({ "requete": "statut=A_RECONTACTER" }), "requete", "LONGUEUR"),
        (json!({ "requete": "page=2" }), "requete", "VALEUR_INCONNUE"),
        (json!({ "ids": ids, "nom": "x" }), "nom", "CHAMP_INCONNU"),
    ] {
        let mut asked = json!({ "type": "STATUT", "parametres": change() });
        asked.as_object_mut().unwrap().extend(selection.as_object().unwrap().clone());
        scene.admin.post(LOTS, asked).await.expect_field(champ, code);
    }
    for (asked, champ, code) in [
        (json!({ "type": "AUTRE", "parametres": {}, "ids": ids }), "type", "VALEUR_INCONNUE"),
        (json!({ "parametres": {}, "ids": ids }), "type", "CHAMP_REQUIS"),
        (json!({ "type": "STATUT", "ids": ids }), "parametres", "CHAMP_REQUIS"),
        (
            json!({ "type": "STATUT", "parametres": {}, "ids": ids }),
            "parametres.statutProspect",
            "CHAMP_REQUIS",
        ),
        (
            json!({ "type": "DOSSIER", "parametres": { "email": "a" }, "ids": ids }),
            "parametres.email",
            "CHAMP_INCONNU",
        ),
    ] {
        scene.admin.post(LOTS, asked).await.expect_field(champ, code);
    }
    scene.admin.post_text(LOTS, "{").await.expect_problem(400, "REQUETE_INVALIDE");
    assert_eq!(count(&scene.app.db, "lots").await, 0);
}

#[tokio::test]
async fn a_prospect_that_is_named_twice_is_one_row() {
    let scene = Scene::new().await;
    let ids = people(&scene.app.db, 2).await;
    let twice = [ids[1].clone(), ids[0].clone(), ids[1].clone()];
    let lot = rehearse(&scene.admin, "STATUT", change(), &twice).await;
    assert_eq!(column(&scene.admin, &lot, "idProspect").await, [ids[1].clone(), ids[0].clone()]);
}

#[tokio::test]
async fn a_launch_repeated_with_its_key_is_one_launch() {
    let scene = Scene::new().await;
    let ids = people(&scene.app.db, 2).await;
    let lot = rehearse(&scene.admin, "STATUT", change(), &ids).await;
    let other = rehearse(&scene.admin, "STATUT", change(), &ids).await;
    let go = |lot: &Value| format!("{}/lancement", path(lot));
    let first = scene.admin.post_once(&go(&lot), "cle-1", json!({})).await;
    assert_eq!(first.expect(202).body["etat"], "EN_COURS");
    assert_eq!(first.headers["location"], path(&lot).as_str());
    let again = scene.admin.post_once(&go(&lot), "cle-1", json!({})).await;
    assert_eq!(again.expect(202).body, first.body);
    super::run(&scene.app).await;
    let later = scene.admin.post_once(&go(&lot), "cle-1", json!({})).await;
    assert_eq!(later.expect(202).body["etat"], "TERMINE");
    scene.admin.post_once(&go(&lot), "cle-2", json!({})).await.expect_problem(409, "LOT_NON_PREPARE");
    launch(&scene.admin, &lot).await.expect_problem(409, "LOT_NON_PREPARE");
    let reused = scene.admin.post_once(&go(&other), "cle-1", json!({})).await;
    reused.expect_problem(422, "CLE_IDEMPOTENCE_REUTILISEE");
    assert_eq!(reused.body["erreurs"], key_reused());
}

#[tokio::test]
async fn only_the_author_launches_a_lot_and_every_admin_sees_it() {
    let scene = Scene::new().await;
    let ids = people(&scene.app.db, 1).await;
    let luc = scene.app.login("luc@ecole.example", "Luc", "ADMIN").await;
    let lot = rehearse(&scene.admin, "STATUT", change(), &ids).await;
    launch(&luc, &lot).await.expect_problem(403, "ACCES_REFUSE");
    let mine = rehearse(&luc, "STATUT", change(), &ids).await;
    let numbers = async |query: &str| -> Vec<Value> {
        let list = luc.get(&format!("{LOTS}{query}")).await.expect(200).body.clone();
        list["data"].as_array().unwrap().iter().map(|lot| lot["idLot"].clone()).collect()
    };
    assert_eq!(numbers("").await, [mine["idLot"].clone(), lot["idLot"].clone()], "newest first");
    assert_eq!(numbers("?idUtilisateur=1").await, [lot["idLot"].clone()]);
    assert_eq!(luc.get(&path(&lot)).await.expect(200).body, lot);
}

#[tokio::test]
async fn rows_are_listed_by_verdict_result_and_page() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 7).await;
    app.db
        .execute(&format!(
            "UPDATE prospects SET statut_prospect = 'NOUVEAU' WHERE id_prospect = '{}'",
            ids[3]
        ))
        .await;
    let lot = rehearse(admin, "STATUT", change(), &ids).await;
    finish(app, admin, &lot).await;
    let ranks = async |query: &str| -> (Vec<i64>, Option<String>) {
        let page = admin.get(&format!("{}/lignes?{query}", path(&lot))).await.expect(200).body.clone();
        let ranks =
            page["data"].as_array().unwrap().iter().map(|row| row["rang"].as_i64().unwrap()).collect();
        (ranks, page["curseurSuivant"].as_str().map(str::to_owned))
    };
    assert_eq!(ranks("verdict=INCHANGE").await, (vec![4], None));
    assert_eq!(ranks("resultat=REFUSE&resultat=CHANGE").await, (vec![4], None));
    let (first, next) = ranks("resultat=FAIT&limit=4").await;
    assert_eq!(first, [1, 2, 3, 5]);
    assert_eq!(ranks(&format!("resultat=FAIT&limit=4&curseur={}", next.unwrap())).await, (vec![6, 7], None));
    for query in
        ["verdict=AUTRE", "resultat=fait", "curseur=zz", "curseur=6c6f742030", "limit=0", "limit=101"]
    {
        let answer = admin.get(&format!("{}/lignes?{query}", path(&lot))).await;
        answer.expect_problem(400, "REQUETE_INVALIDE");
    }
}

#[tokio::test]
async fn an_unknown_lot_is_404_everywhere() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for id in ["7", "abc", "99999999999999999999"] {
        for path in [format!("{LOTS}/{id}"), format!("{LOTS}/{id}/lignes")] {
            admin.get(&path).await.expect_problem(404, "INTROUVABLE");
        }
        for verb in ["lancement", "annulation"] {
            admin.post(&format!("{LOTS}/{id}/{verb}"), json!({})).await.expect_problem(404, "INTROUVABLE");
        }
    }
}

#[tokio::test]
async fn nobody_but_an_admin_touches_a_lot() {
    let scene = Scene::new().await;
    let ids = people(&scene.app.db, 1).await;
    let lot = rehearse(&scene.admin, "STATUT", change(), &ids).await;
    let trainer = scene.app.login("lea@ecole.example", "Léa", "FORMATEUR").await;
    trainer.post(LOTS, body("STATUT", &change(), &ids)).await.expect_problem(403, "ACCES_REFUSE");
    for verb in ["lancement", "annulation"] {
        let path = format!("{}/{verb}", path(&lot));
        trainer.post(&path, json!({})).await.expect_problem(403, "ACCES_REFUSE");
        scene.n8n.post(&path, json!({})).await.expect_problem(401, "NON_AUTHENTIFIE");
    }
    for path in [LOTS.to_owned(), path(&lot), format!("{}/lignes", path(&lot))] {
        trainer.get(&path).await.expect_problem(403, "ACCES_REFUSE");
    }
}

#[tokio::test]
async fn a_failed_action_of_a_row_can_be_restarted() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 1).await;
    let lot = rehearse(admin, "DOSSIER", json!({}), &ids).await;
    finish(app, admin, &lot).await;
    let row = rows(admin, &lot).await.remove(0);
    assert_eq!((&row["resultat"], &row["statutAction"]), (&json!("FAIT"), &json!("EN_COURS")));
    app.dispatch().await;
    let id = row["idAction"].as_i64().unwrap();
    scene.fail(id).await;
    let row = rows(admin, &lot).await.remove(0);
    assert_eq!((&row["statutAction"], &row["relancable"]), (&json!("ERREUR"), &json!(true)));
    scene.relance(id).await.expect(202);
    assert_eq!(rows(admin, &lot).await[0]["relancable"], json!(false));
    let story = scene.action(id).await;
    assert_eq!(story["demandePar"], "Sophie Martin");
}
