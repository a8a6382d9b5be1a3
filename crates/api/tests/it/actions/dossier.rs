//! "Envoyer le dossier": the application form is sent, and the prospect gets the statut `EN_ATTENTE_DOSSIER`.

use serde_json::{Value, json};

use super::clicks::{Click, DOSSIER, prospect_row};
use super::invariants::{assert_invariants, forget_refusals, snapshot};
use super::rules::tests_of_every_rule;
use super::scene::{Scene, id_of};

const CLICK: Click = DOSSIER;
/// Main address of the scene's prospect.
const MAIN: &str = "contact@exemple.example";

tests_of_every_rule! { CLICK }

/// Removes every address of the scene's prospect.
async fn without_address(scene: &Scene) {
    scene.app.db.execute("UPDATE prospects SET emails = '{}'").await;
}

/// Returns the recipient in the last webhook.
fn recipient(scene: &Scene) -> Value {
    scene.app.n8n.calls().last().unwrap().body["email"].clone()
}

#[tokio::test]
async fn n8n_is_told_whom_to_write_to_and_which_documents_to_ask_for() {
    let scene = Scene::new().await;
    let id = CLICK.deliver(&scene).await;
    let expected = json!({
        "idProspect": scene.prospect, "idConversion": id, "typeAction": "ENVOYER_DOSSIER",
        "nom": "Dumitru", "prenom": "Marie", "email": "autre@exemple.fr", "telephone": "+33639981234",
        "formationSouhaitee": "CAP_BJ", "nomFormation": "CAP Bijouterie-Joaillerie", "dureeHeures": 800,
        "tarif": 9500.0, "modeFinancement": "CPF",
        "documentsRequis": [
            { "code": "PIECE_IDENTITE", "libelle": "Pièce d’identité", "obligatoire": true },
            { "code": "CV", "libelle": "CV", "obligatoire": false },
        ],
        "demandePar": "Sophie Martin", "timestamp": "2026-11-05T09:00:00Z",
        "urlRappel": format!("{}/api/prospects/conversion-complete", scene.app.url),
    });
    assert_eq!(scene.app.n8n.calls()[0].body, expected);
}

#[tokio::test]
async fn it_goes_to_the_main_address_unless_another_is_typed() {
    for body in [json!({}), json!({ "email": null })] {
        let scene = Scene::new().await;
        let id = CLICK.deliver_with(&scene, body).await;
        assert_eq!(recipient(&scene), MAIN);
        assert_eq!(scene.action(id).await["parametres"], json!({ "email": MAIN }));
    }
}

#[tokio::test]
async fn a_typed_address_is_used_in_its_one_form_and_joins_no_record() {
    let scene = Scene::new().await;
    let before = prospect_row(&scene).await;
    CLICK.deliver_with(&scene, json!({ "email": "  Marie.D@Exemple.FR " })).await;
    assert_eq!(recipient(&scene), "marie.d@exemple.fr");
    assert_eq!(prospect_row(&scene).await, before);
}

#[tokio::test]
async fn what_is_no_address_is_422_and_nothing_is_sent() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    let endless = format!("{}@exemple.fr", "a".repeat(289));
    assert_eq!(endless.len(), 300);
    for email in [
        "   ",
        "marie",
        "marie@",
        "@exemple.fr",
        "marie@exemple",
        "a@b@c.fr",
        "marie@-exemple.fr",
        "marie@exemple-.fr",
        "marie@exemple..fr",
        "marie d@exemple.fr",
        "marie@exemple.fr, paul@exemple.fr",
        "marie@exemple.fr\r\nBcc: paul@exemple.fr",
        "Marie <marie@exemple>",
        &endless,
    ] {
        let answer = CLICK.ask_with(&scene, json!({ "email": email })).await;
        answer.expect_field("email", "EMAIL_INVALIDE");
    }
    for email in [json!(12), json!(["marie@exemple.fr"]), json!(true)] {
        let answer = CLICK.ask_with(&scene, json!({ "email": email })).await;
        answer.expect_field("email", "TYPE_INVALIDE");
    }
    assert_eq!(snapshot(&scene.app.db).await, before);
    assert_eq!(scene.app.dispatch().await.calls, 0);
    assert!(scene.app.n8n.calls().is_empty());
}

#[tokio::test]
async fn an_empty_address_is_none_and_the_records_own_is_used() {
    for email in [json!(""), json!(null)] {
        let scene = Scene::new().await;
        CLICK.deliver_with(&scene, json!({ "email": email })).await;
        assert_eq!(recipient(&scene), "contact@exemple.example");
    }
}

#[tokio::test]
async fn an_address_with_nul_is_400() {
    let scene = Scene::new().await;
    let answer = CLICK.ask_with(&scene, json!({ "email": "marie\u{0}@exemple.fr" })).await;
    answer.expect_problem(400, "REQUETE_INVALIDE");
}

#[tokio::test]
async fn a_success_makes_the_prospect_one_whose_file_is_awaited() {
    let scene = Scene::new().await;
    let id = CLICK.deliver(&scene).await;
    assert_eq!(scene.statut_prospect().await, "QUALIFIE", "not before n8n says so");
    CLICK.succeed(&scene, id).await;
    assert_eq!(scene.statut_prospect().await, "EN_ATTENTE_DOSSIER");
    let counts = scene.admin.get("/api/prospects/compteurs").await;
    assert_eq!(counts.expect(200).body["statut"], json!({ "EN_ATTENTE_DOSSIER": 1 }));
}

#[tokio::test]
async fn a_success_may_come_without_a_link() {
    let scene = Scene::new().await;
    let id = CLICK.deliver(&scene).await;
    scene.call_back(json!({ "idConversion": id, "success": true })).await.expect(200);
    assert_eq!(scene.action(id).await["resultat"], json!({ "lienFormulaire": null }));
    assert_eq!(scene.statut_prospect().await, "EN_ATTENTE_DOSSIER");
}

#[tokio::test]
async fn a_link_that_is_not_https_is_422_and_the_action_goes_on() {
    let scene = Scene::new().await;
    let id = CLICK.deliver(&scene).await;
    let before = snapshot(&scene.app.db).await;
    for link in
        ["http://formulaires.example/1", "javascript:alert(1)", "https://moi:secret@formulaires.example/1"]
    {
        let body = json!({ "idConversion": id, "success": true, "lienFormulaire": link });
        scene.call_back(body).await.expect_field("lienFormulaire", "LIEN_INVALIDE");
    }
    forget_refusals(&scene.app.db).await;
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn who_has_no_address_needs_a_typed_one() {
    let scene = Scene::new().await;
    without_address(&scene).await;
    let before = snapshot(&scene.app.db).await;
    for body in [json!({}), json!({ "email": null })] {
        CLICK.ask_with(&scene, body).await.expect_field("email", "EMAIL_REQUIS");
    }
    assert_eq!(snapshot(&scene.app.db).await, before);
    CLICK.deliver_with(&scene, json!({ "email": "marie@exemple.fr" })).await;
    assert_eq!(recipient(&scene), "marie@exemple.fr");
}

#[tokio::test]
async fn a_candidate_has_sent_a_file_already() {
    let scene = Scene::new().await;
    let conversion = scene.deliver().await;
    scene.succeed(conversion, "DUMI05112026").await;
    let before = snapshot(&scene.app.db).await;
    let answer = CLICK.ask(&scene).await;
    answer.expect_problem(409, "DEJA_CANDIDAT");
    assert_eq!(answer.body["numeroDossier"], "DUMI05112026");
    assert_eq!(answer.body["idCandidat"], scene.candidat().await["id_candidat"]);
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn a_success_after_a_conversion_leaves_the_candidate_one() {
    let scene = Scene::new().await;
    let dossier = CLICK.deliver(&scene).await;
    let conversion = scene.deliver().await;
    scene.succeed(conversion, "DUMI05112026").await;
    CLICK.succeed(&scene, dossier).await;
    assert_eq!(scene.statut(dossier).await, "TERMINEE");
    assert_eq!(scene.statut_prospect().await, "CANDIDAT");
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_failure_is_no_more_relancable_once_the_prospect_is_a_candidate() {
    let scene = Scene::new().await;
    let dossier = CLICK.deliver(&scene).await;
    scene.fail(dossier).await;
    let conversion = scene.deliver().await;
    scene.succeed(conversion, "DUMI05112026").await;
    scene.relance(dossier).await.expect(409);
    assert_eq!(scene.action(dossier).await["relancable"], false, "relance answers 409 for ever");
}

#[tokio::test]
async fn the_same_key_for_another_address_is_422() {
    let scene = Scene::new().await;
    let path = CLICK.of(&scene.prospect);
    let first = scene.admin.post_once(&path, "cle-1", json!({})).await;
    id_of(first.expect(202));
    let other = scene.admin.post_once(&path, "cle-1", json!({ "email": "marie@exemple.fr" })).await;
    other.expect_problem(422, "CLE_IDEMPOTENCE_REUTILISEE");
}

#[tokio::test]
async fn without_a_wish_the_formation_is_null_in_the_webhook() {
    let scene = Scene::new().await;
    scene.app.db.execute("UPDATE prospects SET formation_souhaitee = NULL, mode_financement = NULL").await;
    CLICK.deliver(&scene).await;
    let body = scene.app.n8n.calls()[0].body.clone();
    for field in ["formationSouhaitee", "nomFormation", "dureeHeures", "tarif", "modeFinancement"] {
        assert_eq!(body.get(field), Some(&Value::Null), "{field}");
    }
}
