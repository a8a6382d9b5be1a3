//! "Envoyer un e-mail": the sent email joins the history of exchanges, once.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::clicks::{Click, EMAIL, prospect_row};
use super::invariants::snapshot;
use super::rules::tests_of_every_rule;
use super::scene::{Scene, count};

const CLICK: Click = EMAIL;
/// Message-ID in the success of [`EMAIL`].
const MESSAGE_ID: &str = "<1@n8n.example>";

tests_of_every_rule! { CLICK }

/// Returns the history of the scene's prospect, as admins read it.
async fn history(scene: &Scene) -> Vec<Value> {
    let answer = scene.admin.get(&format!("/api/prospects/{}/emails", scene.prospect)).await;
    answer.expect(200).body["data"].as_array().unwrap().clone()
}

/// Records an email as n8n's own workflow does.
async fn logged_by_n8n(scene: &Scene, message_id: &str) -> u16 {
    let body = json!({
        "sens": "SORTANT", "objet": "Nos formations", "contenu": "Bonjour Marie", "expediteur": "admissions@ecole.example",
        "destinataire": "contact@exemple.example", "messageId": message_id,
    });
    scene.n8n.post(&format!("/api/prospects/{}/emails", scene.prospect), body).await.status.as_u16()
}

/// Returns the number of exchanges: counter and rows.
async fn exchanges(scene: &Scene) -> (i64, i64) {
    let counted = prospect_row(scene).await["nb_echanges"].as_i64().unwrap();
    (counted, count(&scene.app.db, "historique_emails").await)
}

#[tokio::test]
async fn n8n_is_told_whom_to_write_to_what_for_and_in_which_words() {
    let scene = Scene::new().await;
    let id = CLICK.deliver(&scene).await;
    let expected = json!({
        "idProspect": scene.prospect, "idConversion": id, "typeAction": "ENVOYER_EMAIL",
        "nom": "Dumitru", "prenom": "Marie", "email": "contact@exemple.example", "telephone": "+33639981234",
        "typeEmail": "INFORMATION", "message": "La prochaine session commence en mars.",
        "formationSouhaitee": "CAP_BJ", "nomFormation": "CAP Bijouterie-Joaillerie", "dureeHeures": 800,
        "tarif": 9500.0, "modeFinancement": "CPF",
        "demandePar": "Sophie Martin", "timestamp": "2026-11-05T09:00:00Z",
        "urlRappel": format!("{}/api/prospects/conversion-complete", scene.app.url),
    });
    assert_eq!(scene.app.n8n.calls()[0].body, expected);
}

#[tokio::test]
async fn without_words_of_ones_own_n8n_writes_its_own() {
    let scene = Scene::new().await;
    for (type_email, body) in [
        ("RELANCE", json!({ "typeEmail": "RELANCE" })),
        ("INFORMATION", json!({ "typeEmail": "INFORMATION", "message": null })),
        ("COMMERCIAL", json!({ "typeEmail": "COMMERCIAL" })),
    ] {
        let id = CLICK.deliver_with(&scene, body).await;
        let call = scene.app.n8n.calls().pop().unwrap();
        assert_eq!(call.body["typeEmail"], type_email);
        assert_eq!(call.body.get("message"), Some(&Value::Null));
        scene.fail(id).await;
    }
}

#[tokio::test]
async fn a_message_reaches_n8n_as_it_was_written_but_for_what_nobody_sees() {
    let scene = Scene::new().await;
    let message = "Bonjour Zoé 💎,\r\n\r\n\t« L’été » é <b> {{ $json }}";
    let body = json!({ "typeEmail": "INFORMATION", "message": format!("\n  {message}\u{200B}  \n").replace('é', "e\u{301}") });
    CLICK.deliver_with(&scene, body).await;
    assert_eq!(scene.app.n8n.calls()[0].body["message"], message);
}

#[tokio::test]
async fn the_address_is_the_one_of_the_click() {
    let scene = Scene::new().await;
    CLICK.ask(&scene).await.expect(202);
    scene.app.db.execute("UPDATE prospects SET emails = ARRAY['plus.tard@exemple.fr']").await;
    scene.app.dispatch().await;
    assert_eq!(scene.app.n8n.calls()[0].body["email"], "contact@exemple.example");
}

#[tokio::test]
async fn what_was_sent_joins_the_history_and_is_the_last_contact() {
    let scene = Scene::new().await;
    let id = CLICK.deliver(&scene).await;
    scene.app.advance(TimeDelta::minutes(2));
    CLICK.succeed(&scene, id).await;
    let emails = history(&scene).await;
    assert_eq!(emails.len(), 1);
    for (field, value) in [
        ("sens", json!("SORTANT")),
        ("objet", json!("Nos formations")),
        ("contenu", json!("Bonjour Marie,\n\nLa prochaine session commence en mars.")),
        ("destinataire", json!("contact@exemple.example")),
        ("dateEnvoi", json!("2026-11-05T09:02:00Z")),
    ] {
        assert_eq!(emails[0][field], value, "{field}");
    }
    let record =
        scene.admin.get(&format!("/api/prospects/{}", scene.prospect)).await.expect(200).body.clone();
    assert_eq!(record["nbEchanges"], 4);
    assert_eq!(record["dateDernierContact"], "2026-11-05T09:02:00Z");
    assert_eq!(record["datePremierContact"], "2026-10-01T08:00:00Z");
    assert_eq!(record["statutProspect"], "QUALIFIE");
}

#[tokio::test]
async fn a_success_that_does_not_say_what_was_sent_keeps_what_was_asked() {
    let scene = Scene::new().await;
    let id = CLICK.deliver(&scene).await;
    scene.call_back(json!({ "idConversion": id, "success": true })).await.expect(200);
    let emails = history(&scene).await;
    assert_eq!(
        (&emails[0]["objet"], &emails[0]["contenu"]),
        (&Value::Null, &(CLICK.parametres)()["message"])
    );
    assert_eq!(exchanges(&scene).await, (4, 1));
}

#[tokio::test]
async fn a_success_told_twice_is_counted_once_even_without_a_message_id() {
    let scene = Scene::new().await;
    let id = CLICK.deliver(&scene).await;
    for _ in 0..2 {
        scene.call_back(json!({ "idConversion": id, "success": true, "objet": "Bonjour" })).await.expect(200);
    }
    assert_eq!(exchanges(&scene).await, (4, 1));
}

#[tokio::test]
async fn an_email_that_n8n_logs_before_its_callback_is_one() {
    let scene = Scene::new().await;
    let id = CLICK.deliver(&scene).await;
    assert_eq!(logged_by_n8n(&scene, MESSAGE_ID).await, 201);
    CLICK.succeed(&scene, id).await;
    assert_eq!(exchanges(&scene).await, (4, 1));
    assert_eq!(scene.statut(id).await, "TERMINEE");
}

#[tokio::test]
async fn an_email_that_n8n_logs_after_its_callback_is_one() {
    let scene = Scene::new().await;
    let id = CLICK.deliver(&scene).await;
    CLICK.succeed(&scene, id).await;
    assert_eq!(logged_by_n8n(&scene, MESSAGE_ID).await, 200);
    assert_eq!(exchanges(&scene).await, (4, 1));
}

#[tokio::test]
async fn an_email_that_n8n_logs_at_the_instant_of_its_callback_is_one() {
    let scene = Scene::new().await;
    let id = CLICK.deliver(&scene).await;
    let (logged, _) = tokio::join!(logged_by_n8n(&scene, MESSAGE_ID), CLICK.succeed(&scene, id));
    assert!(matches!(logged, 200 | 201), "{logged}");
    assert_eq!(exchanges(&scene).await, (4, 1));
}

#[tokio::test]
async fn blanks_around_a_message_id_do_not_make_another_email() {
    let scene = Scene::new().await;
    let id = CLICK.deliver(&scene).await;
    assert_eq!(logged_by_n8n(&scene, MESSAGE_ID).await, 201);
    let mut body = CLICK.success(id);
    body["messageId"] = json!(format!(" {MESSAGE_ID}\n"));
    scene.call_back(body).await.expect(200);
    assert_eq!(exchanges(&scene).await, (4, 1));
}

#[tokio::test]
async fn two_emails_are_two() {
    let scene = Scene::new().await;
    for message_id in ["<1@n8n.example>", "<2@n8n.example>"] {
        let id = CLICK.deliver(&scene).await;
        let mut body = CLICK.success(id);
        body["messageId"] = json!(message_id);
        scene.call_back(body).await.expect(200);
    }
    assert_eq!(exchanges(&scene).await, (5, 2));
}

#[tokio::test]
async fn two_emails_whose_message_id_was_not_filled_in_are_two() {
    let scene = Scene::new().await;
    for _ in 0..2 {
        let id = CLICK.deliver(&scene).await;
        let mut body = CLICK.success(id);
        body["messageId"] = json!("undefined");
        scene.call_back(body).await.expect(200);
        let told = format!(
            "conversions_journal WHERE id_conversion = {id} AND detail LIKE '%« messageId » ignoré%'"
        );
        assert_eq!(count(&scene.app.db, &told).await, 1);
    }
    assert_eq!(exchanges(&scene).await, (5, 2));
}

#[tokio::test]
async fn a_blank_message_is_422_and_nothing_is_sent() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    for message in [" ", "\n\t \u{a0}"] {
        let answer = CLICK.ask_with(&scene, json!({ "typeEmail": "INFORMATION", "message": message })).await;
        answer.expect_field("message", "LONGUEUR");
    }
    assert_eq!(snapshot(&scene.app.db).await, before);
    assert_eq!(scene.app.dispatch().await.calls, 0);
}

#[tokio::test]
async fn an_endless_message_is_refused_and_nothing_is_sent() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    for length in [5_001, 100 * 1024] {
        let body = json!({ "typeEmail": "INFORMATION", "message": "x".repeat(length) });
        CLICK.ask_with(&scene, body).await.expect_field("message", "LONGUEUR");
    }
    let body = json!({ "typeEmail": "INFORMATION", "message": "x".repeat(300 * 1024) });
    CLICK.ask_with(&scene, body).await.expect_problem(413, "CHARGE_TROP_GRANDE");
    assert_eq!(snapshot(&scene.app.db).await, before);
    assert_eq!(scene.app.dispatch().await.calls, 0);
}

#[tokio::test]
async fn the_longest_message_is_counted_in_characters() {
    let scene = Scene::new().await;
    let message = "é".repeat(5_000);
    CLICK.deliver_with(&scene, json!({ "typeEmail": "INFORMATION", "message": message })).await;
    assert_eq!(scene.app.n8n.calls()[0].body["message"], message);
}

#[tokio::test]
async fn what_an_email_is_for_is_one_of_the_list() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    for word in ["", "relance", "PUBLICITE", "RELANCE "] {
        CLICK
            .ask_with(&scene, json!({ "typeEmail": word }))
            .await
            .expect_field("typeEmail", "VALEUR_INCONNUE");
    }
    CLICK.ask_with(&scene, json!({})).await.expect_field("typeEmail", "CHAMP_REQUIS");
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn what_an_email_is_for_is_a_word() {
    let scene = Scene::new().await;
    for value in [json!(null), json!(1), json!(["RELANCE"])] {
        CLICK
            .ask_with(&scene, json!({ "typeEmail": value }))
            .await
            .expect_field("typeEmail", "TYPE_INVALIDE");
    }
}

#[tokio::test]
async fn an_email_goes_to_the_records_own_address_and_no_other() {
    let scene = Scene::new().await;
    let body = json!({ "typeEmail": "RELANCE", "email": "autre@exemple.fr" });
    CLICK.ask_with(&scene, body).await.expect_field("email", "CHAMP_INCONNU");
}

#[tokio::test]
async fn who_has_no_address_is_written_no_email() {
    let scene = Scene::new().await;
    scene.app.db.execute("UPDATE prospects SET emails = '{}'").await;
    let before = snapshot(&scene.app.db).await;
    CLICK.ask(&scene).await.expect_field("email", "EMAIL_REQUIS");
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn a_candidate_may_be_written_to() {
    let scene = Scene::new().await;
    let conversion = scene.deliver().await;
    scene.succeed(conversion, "DUMI05112026").await;
    let id = CLICK.deliver(&scene).await;
    CLICK.succeed(&scene, id).await;
    assert_eq!((scene.statut_prospect().await.as_str(), exchanges(&scene).await), ("CANDIDAT", (4, 1)));
}

#[tokio::test]
async fn the_same_key_for_another_message_is_422() {
    let scene = Scene::new().await;
    let path = CLICK.of(&scene.prospect);
    scene.admin.post_once(&path, "cle-1", (CLICK.body)()).await.expect(202);
    for body in
        [json!({ "typeEmail": "INFORMATION" }), json!({ "typeEmail": "RELANCE", "message": "Bonjour" })]
    {
        let answer = scene.admin.post_once(&path, "cle-1", body).await;
        answer.expect_problem(422, "CLE_IDEMPOTENCE_REUTILISEE");
    }
}
