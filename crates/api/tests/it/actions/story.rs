//! Following an action: its events, the state of a prospect's conversion, the list of actions.

use chrono::TimeDelta;
use n8n_sim::Fault;
use serde_json::{Value, json};

use super::scene::{PROGRESS, Scene, conversion, failure, success};

/// Returns the codes of an action's events, oldest first.
fn events(action: &Value) -> Vec<&str> {
    action["journal"].as_array().unwrap().iter().map(|entry| entry["evenement"].as_str().unwrap()).collect()
}

/// Returns the details of an action's events, without the durations of attempts.
fn details(action: &Value) -> Vec<String> {
    let journal = action["journal"].as_array().unwrap();
    let detail = |entry: &Value| entry["detail"].as_str().unwrap().split(" (").next().unwrap().to_owned();
    journal.iter().map(detail).collect()
}

#[tokio::test]
async fn an_action_tells_its_whole_story_in_order() {
    let scene = Scene::new().await;
    scene.faults([Fault { retry_after_s: Some(3), ..Fault::status(404) }]);
    let id = scene.start().await;
    scene.app.dispatch().await;
    scene.app.advance(TimeDelta::seconds(3));
    scene.app.dispatch().await;
    scene.app.advance(TimeDelta::seconds(1));
    let step = json!({ "idConversion": id, "etape": "Création du dossier Drive", "pourcentage": 60 });
    scene.n8n.post(PROGRESS, step).await.expect(204);
    scene.app.advance(TimeDelta::seconds(1));
    scene.succeed(id, "DUMI05112026").await;
    let action = scene.action(id).await;
    assert_eq!(events(&action), ["DEMANDE", "TENTATIVE", "LIVREE", "ETAPE", "RAPPEL"]);
    let expected = [
        "Demandée par Sophie Martin",
        "Tentative 1 : n8n a répondu HTTP 404 ; nouvel essai dans 3 s",
        "Tentative 2 : n8n a pris la demande",
        "Création du dossier Drive",
        "n8n annonce la réussite",
    ];
    assert_eq!(details(&action), expected);
    let dates: Vec<_> =
        action["journal"].as_array().unwrap().iter().map(|entry| entry["date"].clone()).collect();
    let at = |second: u32| json!(format!("2026-11-05T09:00:0{second}Z"));
    assert_eq!(dates, [at(0), at(0), at(3), at(4), at(5)]);
    assert_eq!(action["tentatives"], 2);
}

#[tokio::test]
async fn a_story_that_ends_without_n8n_says_each_attempt_and_the_end() {
    let scene = Scene::new().await;
    let id = scene.unreachable_with(conversion(&scene.prospect)).await;
    let action = scene.action(id).await;
    assert_eq!(events(&action), ["DEMANDE", "TENTATIVE", "TENTATIVE", "TENTATIVE", "ECHEC"]);
    assert_eq!(details(&action)[3], "Tentative 3 : n8n a répondu HTTP 503");
}

#[tokio::test]
async fn a_story_that_ends_at_its_deadline_says_so_and_what_came_after() {
    let scene = Scene::new().await;
    let id = scene.overdue_with(conversion(&scene.prospect)).await;
    scene.succeed(id, "DUMI05112026").await;
    let action = scene.action(id).await;
    assert_eq!(events(&action), ["DEMANDE", "LIVREE", "ECHEANCE", "RAPPEL"]);
    assert_eq!(action["journal"][3]["detail"], "n8n annonce la réussite (tardive)");
}

#[tokio::test]
async fn a_refused_callback_changes_nothing_of_an_action_but_its_story() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.succeed(id, "DUMI05112026").await;
    let mut before = scene.action(id).await;
    scene.call_back(failure(id)).await.expect(409);
    scene.call_back(success(id, "DUMI05112026")).await.expect(200);
    let mut after = scene.action(id).await;
    assert_eq!(events(&after).last(), Some(&"RAPPEL_REFUSE"));
    for action in [&mut before, &mut after] {
        action.as_object_mut().unwrap().remove("journal");
    }
    assert_eq!(after, before);
}

#[tokio::test]
async fn an_unknown_action_is_404() {
    let scene = Scene::new().await;
    for id in ["424242", "0", "-1", "abc", "1.0", "99999999999999999999"] {
        scene.admin.get(&format!("/api/actions/{id}")).await.expect_problem(404, "INTROUVABLE");
    }
}

#[tokio::test]
async fn conversion_status_shows_the_running_one() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.app.advance(TimeDelta::milliseconds(4_210));
    let path = format!("/api/prospects/{}/conversion-status", scene.prospect);
    let status = scene.admin.get(&path).await.expect(200).body.clone();
    assert_eq!((&status["enCours"], &status["dureeEcouleeMs"]), (&json!(true), &json!(4_210)));
    assert_eq!(status["action"]["idConversion"], id);
    assert_eq!(status["action"]["demandePar"], "Sophie Martin");
}

#[tokio::test]
async fn conversion_status_shows_the_last_one_when_none_runs() {
    let scene = Scene::new().await;
    let first = scene.deliver().await;
    scene.fail(first).await;
    let second = scene.deliver().await;
    scene.fail(second).await;
    let path = format!("/api/prospects/{}/conversion-status", scene.prospect);
    let status = scene.admin.get(&path).await.expect(200).body.clone();
    assert_eq!((&status["enCours"], &status["dureeEcouleeMs"]), (&json!(false), &Value::Null));
    assert_eq!(status["action"]["idConversion"], second);
    assert_eq!(status["action"]["statutAction"], "ERREUR");
}

#[tokio::test]
async fn conversion_status_of_a_prospect_that_nobody_converted_is_empty() {
    let scene = Scene::new().await;
    let path = format!("/api/prospects/{}/conversion-status", scene.prospect);
    let status = scene.admin.get(&path).await;
    assert_eq!(status.expect(200).body, json!({ "enCours": false, "action": null, "dureeEcouleeMs": null }));
}

#[tokio::test]
async fn the_actions_of_a_prospect_come_newest_first_and_are_its_own() {
    let scene = Scene::new().await;
    let other = scene.prospect("Nguyen").await;
    scene.deliver_with(conversion(&other)).await;
    let first = scene.deliver().await;
    scene.fail(first).await;
    let second = scene.deliver().await;
    let path = format!("/api/prospects/{}/actions", scene.prospect);
    let list = scene.admin.get(&path).await.expect(200).body.clone();
    let ids: Vec<_> =
        list["data"].as_array().unwrap().iter().map(|action| action["idConversion"].clone()).collect();
    assert_eq!(ids, [json!(second), json!(first)]);
    assert_eq!(list["data"][0]["statutAction"], "EN_COURS");
    assert_eq!(list["data"][1]["messageErreur"], "Quota Drive dépassé");
}

#[tokio::test]
async fn a_prospect_without_actions_has_an_empty_list() {
    let scene = Scene::new().await;
    let path = format!("/api/prospects/{}/actions", scene.prospect);
    assert_eq!(scene.admin.get(&path).await.expect(200).body, json!({ "data": [] }));
}

#[tokio::test]
async fn an_unknown_prospect_is_404() {
    let scene = Scene::new().await;
    for id in ["PROS_424242", "424242", "PROS_", "PROS_1%00"] {
        for resource in ["conversion-status", "actions"] {
            let answer = scene.admin.get(&format!("/api/prospects/{id}/{resource}")).await;
            answer.expect_problem(404, "INTROUVABLE");
        }
    }
}

#[tokio::test]
async fn only_admins_follow_actions_and_a_program_reads_one() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let formateur = scene.app.login("paul@ecole.example", "Paul", "FORMATEUR").await;
    let action = format!("/api/actions/{id}");
    let of_prospect =
        ["conversion-status", "actions"].map(|what| format!("/api/prospects/{}/{what}", scene.prospect));
    for path in [&action].into_iter().chain(&of_prospect) {
        scene.app.anonymous().get(path).await.expect_problem(401, "NON_AUTHENTIFIE");
        formateur.get(path).await.expect_problem(403, "ACCES_REFUSE");
    }
    for path in &of_prospect {
        scene.n8n.get(path).await.expect_problem(401, "NON_AUTHENTIFIE");
    }
    scene.n8n.get(&action).await.expect(200);
}
