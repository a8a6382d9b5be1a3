//! Start of an action: the 202, the written rows, and the allowed callers.

use chrono::TimeDelta;
use n8n_sim::{Fault, FaultMode};
use reqwest::Method;
use reqwest::header::ORIGIN;
use serde_json::{Value, json};

use super::invariants::{assert_invariants, snapshot};
use super::scene::{CONVERT, FIVE_SEATS, Scene, conversion, count, id_of, into_session, row};
use crate::support::app::{SOON, TestApp};
use crate::support::client::Answer;
use crate::support::data;

#[tokio::test]
async fn a_click_is_answered_by_202_with_the_action_and_its_place() {
    let scene = Scene::new().await;
    let mut body = into_session(&scene.prospect, FIVE_SEATS);
    body["dateDebutSouhaitee"] = json!("2027-03-15");
    let answer = scene.ask(body).await;
    answer.expect(202);
    let id = id_of(&answer);
    assert_eq!(answer.headers["location"], format!("/api/actions/{id}"));
    let expected = json!({
        "idConversion": id, "idProspect": scene.prospect, "typeAction": "CONVERTIR_CANDIDAT",
        "statutAction": "EN_COURS", "partielle": false, "etape": null, "pourcentage": null, "tentatives": 0,
        "formationRetenue": "CAP_BJ", "idSession": FIVE_SEATS, "sessionVisee": "Mars 2027",
        "dateDebutSouhaitee": "2027-03-15", "workflowId": null, "executionId": null, "messageErreur": null,
        "demandePar": "Sophie Martin", "dateDebut": "2026-11-05T09:00:00Z", "dateFin": null, "dureeMs": null,
        "resultat": null, "relancable": false, "annulableJusqua": "2026-11-05T09:00:00Z",
        "relanceDe": null, "idLot": null,
    });
    assert_eq!(answer.body, expected);
}

#[tokio::test]
async fn the_action_is_a_row_whose_webhook_is_due_at_once() {
    let scene = Scene::new().await;
    let id = scene.start().await;
    let sql = format!("SELECT to_jsonb(c)::text FROM conversions_en_cours c WHERE id_conversion = {id}");
    let action = row(&scene.app.db, &sql).await;
    assert_eq!(action["id_prospect"], scene.prospect.as_str());
    assert_eq!(action["statut_action"], "EN_COURS");
    assert_eq!(action["prochaine_tentative"], action["date_debut"]);
    assert_eq!(action["bail_fin"], Value::Null);
    assert_eq!(action["date_echeance"], Value::Null);
    assert_eq!(action["place_retenue"], false);
}

#[tokio::test]
async fn admins_are_told_that_it_is_under_way() {
    let scene = Scene::new().await;
    scene.start().await;
    let told = scene.last_notification().await;
    assert_eq!(told["titre"], "Traitement en cours");
    assert_eq!(told["type"], "ACTION_START");
    assert_eq!(told["categorie"], "PROSPECT");
    assert_eq!(told["audience"], "ADMIN");
    assert_eq!(told["message"], "Conversion en candidat de Marie Dumitru, demandée par Sophie Martin.");
    assert_eq!(told["lien_action"], format!("/admin/prospects?prospect={}", scene.prospect));
    assert_eq!(count(&scene.app.db, "notifications").await, 1);
}

#[tokio::test]
async fn the_prospect_keeps_its_statut_while_the_action_runs() {
    let scene = Scene::new().await;
    scene.deliver().await;
    assert_eq!(scene.statut_prospect().await, "QUALIFIE");
}

#[tokio::test]
async fn an_unknown_prospect_is_404() {
    let scene = Scene::new().await;
    scene.ask(conversion("PROS_999999")).await.expect_problem(404, "INTROUVABLE");
}

#[tokio::test]
async fn an_identifier_that_is_none_is_422() {
    let scene = Scene::new().await;
    for id in ["", "12", "pros_1", "PROS_1; DROP TABLE prospects", "PROS_9999999999999999999"] {
        scene.ask(conversion(id)).await.expect_field("idProspect", "TYPE_INVALIDE");
    }
}

#[tokio::test]
async fn only_an_admin_may_convert() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    let body = conversion(&scene.prospect);
    let formateur = scene.app.login("paul@ecole.example", "Paul", "FORMATEUR").await;
    formateur.post(CONVERT, body.clone()).await.expect_problem(403, "ACCES_REFUSE");
    let eleve = scene.app.login("lea@ecole.example", "Léa", "ELEVE").await;
    eleve.post(CONVERT, body.clone()).await.expect_problem(403, "ACCES_REFUSE");
    scene.app.anonymous().post(CONVERT, body.clone()).await.expect_problem(401, "NON_AUTHENTIFIE");
    scene.n8n.post(CONVERT, body).await.expect_problem(401, "NON_AUTHENTIFIE");
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn a_page_of_another_origin_may_not_convert() {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    for origin in [None, Some("https://ailleurs.example"), Some("null")] {
        let (http, request) =
            scene.admin.request(Method::POST, CONVERT).json(&conversion(&scene.prospect)).build_split();
        let mut request = request.unwrap();
        request.headers_mut().remove(ORIGIN);
        if let Some(origin) = origin {
            request.headers_mut().insert(ORIGIN, origin.parse().unwrap());
        }
        let request = reqwest::RequestBuilder::from_parts(http, request);
        Answer::read(request).await.expect_problem(403, "ACCES_REFUSE");
    }
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn a_prospect_already_converted_is_409_with_its_candidate() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.succeed(id, "DUMI05112026").await;
    let answer = scene.ask(conversion(&scene.prospect)).await;
    answer.expect_problem(409, "DEJA_CANDIDAT");
    assert_eq!(answer.body["numeroDossier"], "DUMI05112026");
    assert_eq!(answer.body["idCandidat"], scene.candidat().await["id_candidat"]);
}

#[tokio::test]
async fn a_second_conversion_is_refused_while_one_runs_and_names_who_and_since_when() {
    let scene = Scene::new().await;
    let id = scene.start().await;
    scene.app.advance(TimeDelta::milliseconds(125_250));
    let paul = scene.app.login("paul@ecole.example", "Paul", "ADMIN").await;
    let answer = paul.post(CONVERT, conversion(&scene.prospect)).await;
    answer.expect_problem(409, "ACTION_EN_COURS");
    assert_eq!(answer.body["idConversion"], id);
    assert_eq!(answer.body["typeAction"], "CONVERTIR_CANDIDAT");
    assert_eq!(answer.body["dateDebut"], "2026-11-05T09:00:00Z");
    assert_eq!(answer.body["demandePar"], "Sophie Martin");
    assert_eq!(answer.body["dureeEcouleeMs"], 125_250);
    assert_eq!(answer.body["detail"], "Lancée par Sophie Martin il y a 2 min.");
    assert_eq!(answer.body["type"], "/problemes/action-en-cours");
    assert_eq!(count(&scene.app.db, "conversions_en_cours").await, 1);
}

#[tokio::test]
async fn a_conversion_that_failed_is_no_obstacle_to_another() {
    let scene = Scene::new().await;
    let failed = scene.deliver().await;
    scene.fail(failed).await;
    let again = scene.start().await;
    assert_ne!(again, failed);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn the_202_does_not_wait_for_a_slow_n8n() {
    let scene = Scene::answered(TestApp::setup().with_workers()).await;
    scene.fault(Fault::new(FaultMode::Slow).delay_ms(600_000).always());
    scene.start().await;
    assert!(scene.app.n8n.wait_until(SOON, |n8n| n8n.calls().len() == 1).await);
    let other = scene.prospect("Nguyen").await;
    scene.ask(conversion(&other)).await.expect(202);
    assert!(scene.app.n8n.calls()[0].answer.is_none(), "n8n is still thinking");
}

#[tokio::test]
async fn the_202_does_not_need_n8n() {
    let nobody = tokio::net::TcpSocket::new_v4().unwrap();
    nobody.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}/webhook", nobody.local_addr().unwrap());
    let scene = Scene::with(TestApp::setup().with_workers().set("N8N_WEBHOOK_BASE_URL", url)).await;
    let id = scene.start().await;
    assert_eq!(scene.statut(id).await, "EN_COURS");
}

#[tokio::test]
async fn a_click_that_cannot_be_announced_is_not_taken() {
    let scene = Scene::new().await;
    let body = into_session(&scene.prospect, FIVE_SEATS);
    let before = snapshot(&scene.app.db).await;
    data::refuse_inserts(&scene.app.db, "notifications").await;
    scene.ask(body.clone()).await.expect_problem(500, "ERREUR_INTERNE");
    assert_eq!(snapshot(&scene.app.db).await, before);
    data::allow_inserts(&scene.app.db, "notifications").await;
    scene.ask(body).await.expect(202);
    assert_invariants(&scene.app.db).await;
}
