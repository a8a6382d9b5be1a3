//! Rows that another version of the service wrote: unknown fields, and fingerprints of requests.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::clicks::{CLICKS, DEVIS, DOSSIER, EMAIL};
use super::invariants::assert_invariants;
use super::scene::{Scene, count, id_of};

/// Adds a field that no version knows to the JSON of every action.
async fn add_unknown_field(scene: &Scene, column: &str) {
    let sql = format!("update conversions_en_cours set {column} = {column} || '{{\"ajout\": [1]}}'");
    scene.app.db.execute(&sql).await;
}

#[tokio::test]
async fn parameters_with_unknown_fields_are_sent_restarted_and_completed() {
    for click in CLICKS {
        let scene = Scene::new().await;
        let failed = id_of(click.ask(&scene).await.expect(202));
        add_unknown_field(&scene, "parametres").await;
        assert_eq!(scene.app.dispatch().await.calls, 1, "{}", click.type_action);
        scene.fail(failed).await;
        let again = id_of(scene.relance(failed).await.expect(202));
        assert_eq!(scene.action(again).await["parametres"], (click.parametres)());
        add_unknown_field(&scene, "parametres").await;
        assert_eq!(scene.app.dispatch().await.calls, 1, "{}", click.type_action);
        let calls = scene.app.n8n.calls();
        let mut expected = calls[0].body.clone();
        expected["idConversion"] = json!(again);
        assert_eq!(calls[1].body, expected);
        click.succeed(&scene, again).await;
        assert_invariants(&scene.app.db).await;
    }
}

#[tokio::test]
async fn emptied_parameters_are_sent_without_a_recipient() {
    for click in [DOSSIER, EMAIL] {
        let scene = Scene::new().await;
        click.ask(&scene).await.expect(202);
        scene.app.db.execute("update conversions_en_cours set parametres = '{}'").await;
        assert_eq!(scene.app.dispatch().await.calls, 1, "{}", click.type_action);
        assert_eq!(scene.app.n8n.calls()[0].body["email"], Value::Null, "{}", click.type_action);
    }
}

#[tokio::test]
async fn parameters_that_cannot_be_read_end_the_action_after_its_attempts_and_free_the_prospect() {
    let scene = Scene::new().await;
    EMAIL.ask(&scene).await.expect(202);
    scene.app.db.execute("update conversions_en_cours set parametres = '{\"typeEmail\": \"FUTUR\"}'").await;
    for _ in 0..3 {
        assert_eq!(count(&scene.app.db, "conversions_en_cours WHERE statut_action = 'EN_COURS'").await, 1);
        assert_eq!(scene.app.dispatch().await.calls, 1);
        scene.app.advance(TimeDelta::minutes(1));
    }
    assert_eq!(scene.app.n8n.calls().len(), 0);
    let why = "SELECT message_erreur AS text FROM conversions_en_cours WHERE statut_action = 'ERREUR'";
    assert!(scene.app.db.text(why).await.unwrap().starts_with("Le service n’a pas pu préparer la demande"));
    assert_eq!(count(&scene.app.db, "disjoncteurs WHERE echecs > 0").await, 0, "n8n is not at fault");
    assert_eq!(scene.last_notification().await["titre"], "Échec : envoi d’un e-mail");
    EMAIL.ask(&scene).await.expect(202);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_result_with_unknown_fields_is_shown_as_stored() {
    for click in CLICKS {
        let scene = Scene::new().await;
        let id = click.deliver(&scene).await;
        click.succeed(&scene, id).await;
        add_unknown_field(&scene, "resultat").await;
        let mut expected = (click.result)();
        expected["ajout"] = json!([1]);
        assert_eq!(scene.action(id).await["resultat"], expected);
    }
}

/// Asserts that the fingerprint of one request is the SHA-256 of `canonical`.
async fn assert_fingerprint(scene: &Scene, canonical: &str) {
    let sql = format!(
        "select count(*) from conversions_en_cours
         where empreinte_requete = sha256(convert_to('{canonical}', 'UTF8'))"
    );
    assert_eq!(scene.app.db.count(&sql).await, 1, "{canonical}");
}

#[tokio::test]
async fn idempotency_keys_outlive_an_update_of_the_service() {
    let scene = Scene::new().await;
    for (click, asked) in [
        (DOSSIER, r#"{"email":"autre@exemple.example","demandeDeLaPersonne":null}"#),
        (DEVIS, "{}"),
        (EMAIL, r#"{"typeEmail":"RELANCE","message":null,"demandeDeLaPersonne":null}"#),
    ] {
        let body = serde_json::from_str(asked).unwrap();
        scene.admin.post_once(&click.of(&scene.prospect), click.path, body).await.expect(202);
        let canonical = format!(r#"["{}","{}",{asked}]"#, click.type_action, scene.prospect);
        assert_fingerprint(&scene, &canonical).await;
    }
}
