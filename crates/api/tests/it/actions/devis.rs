//! "Générer un devis": a link is returned, nothing is sent, and the prospect does not change.

use serde_json::{Value, json};

use super::clicks::{Click, DEVIS, prospect_row};
use super::invariants::{forget_refusals, snapshot};
use super::rules::tests_of_every_rule;
use super::scene::{Scene, count};
use crate::support::client::Answer;

const CLICK: Click = DEVIS;

tests_of_every_rule! { CLICK }

/// Returns the callback of a success with this link.
fn with_link(id: i64, link: Value) -> Value {
    let mut body = CLICK.success(id);
    body["lienDevis"] = link;
    body
}

#[tokio::test]
async fn n8n_is_told_what_a_quote_needs() {
    let scene = Scene::new().await;
    let id = CLICK.deliver(&scene).await;
    let expected = json!({
        "idProspect": scene.prospect, "idConversion": id, "typeAction": "GENERER_DEVIS",
        "nom": "Dumitru", "prenom": "Marie", "email": "contact@exemple.example", "telephone": "+33639981234",
        "adresse": "12 rue des Orfèvres", "codePostal": "69002", "ville": "Lyon",
        "formationSouhaitee": "CAP_BJ", "nomFormation": "CAP Bijouterie-Joaillerie", "dureeHeures": 800,
        "tarif": 9500.0, "modeFinancement": "CPF",
        "demandePar": "Sophie Martin", "timestamp": "2026-11-05T09:00:00Z",
        "urlRappel": format!("{}/api/prospects/conversion-complete", scene.app.url),
    });
    assert_eq!(scene.app.n8n.calls()[0].body, expected);
}

#[tokio::test]
async fn what_is_not_known_is_null_in_the_webhook() {
    let scene = Scene::new().await;
    scene
        .app
        .db
        .execute(
            "UPDATE prospects SET emails = '{}', telephones = '{}', adresse = NULL, code_postal = NULL, ville = NULL,
                formation_souhaitee = NULL, mode_financement = NULL",
        )
        .await;
    CLICK.deliver(&scene).await;
    let body = scene.app.n8n.calls()[0].body.clone();
    for field in [
        "email",
        "telephone",
        "adresse",
        "codePostal",
        "ville",
        "formationSouhaitee",
        "nomFormation",
        "dureeHeures",
        "tarif",
        "modeFinancement",
    ] {
        assert_eq!(body.get(field), Some(&Value::Null), "{field}");
    }
}

#[tokio::test]
async fn the_link_is_kept_and_the_prospect_stays_as_it_is() {
    let scene = Scene::new().await;
    let before = prospect_row(&scene).await;
    let id = CLICK.deliver(&scene).await;
    scene.call_back(with_link(id, json!(" https://drive.google.com/file/d/2 "))).await.expect(200);
    let resultat = &scene.action(id).await["resultat"];
    assert_eq!(resultat["lienDevis"], "https://drive.google.com/file/d/2");
    assert_eq!(resultat["numeroDevis"], "DEV-2026-00042");
    assert_eq!(prospect_row(&scene).await, before);
    assert_eq!(count(&scene.app.db, "historique_emails").await, 0);
}

#[tokio::test]
async fn a_quote_may_have_no_number() {
    let scene = Scene::new().await;
    for numero in [json!(null), json!(""), json!("  "), json!("undefined"), json!("={{ $json.numero }}")] {
        let id = CLICK.deliver(&scene).await;
        let mut body = CLICK.success(id);
        body["numeroDevis"] = numero;
        scene.call_back(body).await.expect(200);
        assert_eq!(scene.action(id).await["resultat"]["numeroDevis"], Value::Null);
        assert_eq!(scene.last_notification().await["message"], "Marie Dumitru : le devis est prêt.");
    }
}

#[tokio::test]
async fn a_quote_without_a_link_is_422_and_the_action_goes_on() {
    let scene = Scene::new().await;
    let id = CLICK.deliver(&scene).await;
    let before = snapshot(&scene.app.db).await;
    for link in [json!(null), json!(""), json!("   ")] {
        scene.call_back(with_link(id, link)).await.expect_field("lienDevis", "CHAMP_REQUIS");
    }
    let absent = json!({ "idConversion": id, "success": true, "numeroDevis": "DEV-1" });
    scene.call_back(absent).await.expect_field("lienDevis", "CHAMP_REQUIS");
    forget_refusals(&scene.app.db).await;
    assert_eq!(snapshot(&scene.app.db).await, before);
    CLICK.succeed(&scene, id).await;
}

#[tokio::test]
async fn a_link_that_is_not_https_is_422_and_the_action_goes_on() {
    let scene = Scene::new().await;
    let id = CLICK.deliver(&scene).await;
    let before = snapshot(&scene.app.db).await;
    for link in [
        "http://drive.google.com/1",
        "javascript:alert(1)",
        "drive.google.com/1",
        "https://moi:secret@x.example/1",
    ] {
        scene.call_back(with_link(id, json!(link))).await.expect_field("lienDevis", "LIEN_INVALIDE");
    }
    forget_refusals(&scene.app.db).await;
    assert_eq!(snapshot(&scene.app.db).await, before);
    CLICK.succeed(&scene, id).await;
}

#[tokio::test]
async fn an_endless_number_is_cut_and_a_number_is_its_text() {
    let scene = Scene::new().await;
    for (numero, kept) in [
        (json!("X".repeat(121)), format!("{}…", "X".repeat(119))),
        (json!(20_260_017), "20260017".to_owned()),
    ] {
        let id = CLICK.deliver(&scene).await;
        let mut body = CLICK.success(id);
        body["numeroDevis"] = numero;
        scene.call_back(body).await.expect(200);
        assert_eq!(scene.action(id).await["resultat"]["numeroDevis"], kept);
    }
}

#[tokio::test]
async fn a_quote_needs_no_body() {
    let scene = Scene::new().await;
    let path = CLICK.of(&scene.prospect);
    let request =
        |key: &str| scene.admin.request(reqwest::Method::POST, &path).header("idempotency-key", key);
    let first = Answer::read(request("cle-1")).await;
    // An empty object is equivalent: it counts as one request.
    let again = scene.admin.post_once(&path, "cle-1", json!({})).await;
    assert_eq!(again.expect(202).body["idConversion"], first.expect(202).body["idConversion"]);
    // A body that is present is parsed.
    let typed = request("cle-2").body("{}");
    Answer::read(typed).await.expect_problem(415, "TYPE_NON_SUPPORTE");
    scene.admin.post_text(&path, "{").await.expect_problem(400, "REQUETE_INVALIDE");
    scene.admin.post(&path, json!({ "x": 1 })).await.expect_field("x", "CHAMP_INCONNU");
}

#[tokio::test]
async fn a_second_quote_is_another_action_with_its_own_link() {
    let scene = Scene::new().await;
    let first = CLICK.deliver(&scene).await;
    CLICK.succeed(&scene, first).await;
    let second = CLICK.deliver(&scene).await;
    scene.call_back(with_link(second, json!("https://drive.google.com/file/d/2"))).await.expect(200);
    assert_eq!(scene.action(first).await["resultat"], (CLICK.result)());
    assert_eq!(scene.action(second).await["resultat"]["lienDevis"], "https://drive.google.com/file/d/2");
}

#[tokio::test]
async fn a_candidate_may_have_a_quote() {
    let scene = Scene::new().await;
    let conversion = scene.deliver().await;
    scene.succeed(conversion, "DUMI05112026").await;
    let id = CLICK.deliver(&scene).await;
    CLICK.succeed(&scene, id).await;
    assert_eq!(scene.statut_prospect().await, "CANDIDAT");
}
