//! Rules that the three actions other than the conversion share: one function per rule, run for each type.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::clicks::{CLICKS, Click, prospect_row};
use super::invariants::{assert_invariants, snapshot};
use super::scene::{Scene, conversion, count, failure, id_of, row};
use crate::support::app::{SOON, TestApp};

/// Declares a test of each rule for one action type.
macro_rules! tests_of_every_rule {
    ($click:expr) => {
        $crate::actions::rules::tests_of_rules! { $click;
            a_click_is_answered_by_202_with_the_action_and_its_place
            admins_are_told_that_it_is_under_way
            what_was_asked_is_kept_and_shown
            the_webhook_is_its_own_and_carries_the_action
            a_success_ends_it_and_admins_are_told
            a_success_told_twice_is_done_once
            another_result_after_a_success_is_409
            a_failure_changes_nothing_but_the_action
            without_n8n_it_fails_and_is_never_partial
            without_a_callback_it_fails_at_its_deadline
            a_success_after_its_deadline_is_a_success
            a_failure_is_taken_up_again_with_the_same_parameters
            a_second_one_is_refused_while_one_runs
            of_ten_at_the_same_instant_one_is_taken
            the_others_run_beside_it
            an_unknown_prospect_is_404
            the_same_key_and_body_are_answered_by_the_first_202_again
            the_same_key_for_another_click_is_422
            an_unknown_field_is_422
            n8n_brings_it_to_its_end
        }
    };
}
macro_rules! tests_of_rules {
    ($click:expr; $($rule:ident)+) => {
        $(#[tokio::test]
        async fn $rule() {
            $crate::actions::rules::$rule($click).await;
        })+
    };
}
pub(crate) use {tests_of_every_rule, tests_of_rules};

pub(crate) async fn a_click_is_answered_by_202_with_the_action_and_its_place(click: Click) {
    let scene = Scene::new().await;
    let answer = click.ask(&scene).await;
    let id = id_of(answer.expect(202));
    assert_eq!(answer.headers["location"], format!("/api/actions/{id}"));
    let expected = json!({
        "idConversion": id, "idProspect": scene.prospect, "typeAction": click.type_action,
        "statutAction": "EN_COURS", "partielle": false, "etape": null, "pourcentage": null, "tentatives": 0,
        "formationRetenue": null, "idSession": null, "sessionVisee": null, "dateDebutSouhaitee": null,
        "workflowId": null, "executionId": null, "messageErreur": null, "demandePar": "Sophie Martin",
        "dateDebut": "2026-11-05T09:00:00Z", "dateFin": null, "dureeMs": null, "resultat": null,
        "relancable": false, "annulableJusqua": "2026-11-05T09:00:00Z", "relanceDe": null, "idLot": null,
    });
    assert_eq!(answer.body, expected);
}

pub(crate) async fn admins_are_told_that_it_is_under_way(click: Click) {
    let scene = Scene::new().await;
    click.ask(&scene).await.expect(202);
    let told = scene.last_notification().await;
    assert_eq!((&told["titre"], &told["type"]), (&json!("Traitement en cours"), &json!("ACTION_START")));
    assert_eq!((&told["audience"], &told["message"]), (&json!("ADMIN"), &json!(click.started)));
    assert_eq!(told["lien_action"], format!("/admin/prospects?prospect={}", scene.prospect));
}

pub(crate) async fn what_was_asked_is_kept_and_shown(click: Click) {
    let scene = Scene::new().await;
    let id = id_of(click.ask(&scene).await.expect(202));
    assert_eq!(scene.action(id).await["parametres"], (click.parametres)());
}

pub(crate) async fn the_webhook_is_its_own_and_carries_the_action(click: Click) {
    let scene = Scene::new().await;
    let id = click.deliver(&scene).await;
    let calls = scene.app.n8n.calls();
    let call = &calls[0];
    // The stand-in knows the type by the path only.
    assert_eq!(call.type_action.path(), format!("prospect/{}", click.webhook));
    assert_eq!(call.headers["webhook-id"], format!("conv_{id}"));
    assert!(call.api_key_valid);
    for (field, value) in [
        ("idConversion", json!(id)),
        ("idProspect", json!(scene.prospect)),
        ("typeAction", json!(click.type_action)),
        ("urlRappel", json!(format!("{}/api/prospects/conversion-complete", scene.app.url))),
    ] {
        assert_eq!(call.body[field], value, "{field}");
    }
}

pub(crate) async fn a_success_ends_it_and_admins_are_told(click: Click) {
    let scene = Scene::new().await;
    let id = click.deliver(&scene).await;
    scene.app.advance(TimeDelta::milliseconds(4_210));
    let answer = click.succeed(&scene, id).await;
    assert_eq!(answer.body, json!({ "idConversion": id, "statutAction": "TERMINEE", "dejaTraite": false }));
    let action = scene.action(id).await;
    assert_eq!((&action["statutAction"], &action["partielle"]), (&json!("TERMINEE"), &json!(false)));
    assert_eq!((&action["resultat"], &action["dureeMs"]), (&(click.result)(), &json!(4_210)));
    assert_eq!((&action["workflowId"], &action["executionId"]), (&json!("wf1"), &json!("ex1")));
    assert_eq!((&action["messageErreur"], &action["relancable"]), (&Value::Null, &json!(false)));
    let told = scene.last_notification().await;
    assert_eq!((&told["titre"], &told["message"]), (&json!("Action terminée"), &json!(click.done)));
    assert_eq!((&told["type"], &told["priorite"]), (&json!("ACTION_SUCCESS"), &json!("NORMALE")));
    assert_eq!(told["lien_action"], format!("/admin/prospects?prospect={}", scene.prospect));
    assert_invariants(&scene.app.db).await;
}

pub(crate) async fn a_success_told_twice_is_done_once(click: Click) {
    let scene = Scene::new().await;
    let id = click.deliver(&scene).await;
    click.succeed(&scene, id).await;
    let before = snapshot(&scene.app.db).await;
    assert_eq!(click.succeed(&scene, id).await.body["dejaTraite"], true);
    assert_eq!(snapshot(&scene.app.db).await, before);
}

pub(crate) async fn another_result_after_a_success_is_409(click: Click) {
    let scene = Scene::new().await;
    let id = click.deliver(&scene).await;
    click.succeed(&scene, id).await;
    let before = prospect_row(&scene).await;
    let answer = scene.call_back(failure(id)).await;
    answer.expect_problem(409, "RESULTAT_CONTRADICTOIRE");
    assert_eq!(answer.body["statutAction"], "TERMINEE");
    assert_eq!((scene.statut(id).await.as_str(), prospect_row(&scene).await), ("TERMINEE", before));
}

pub(crate) async fn a_failure_changes_nothing_but_the_action(click: Click) {
    let scene = Scene::new().await;
    let before = prospect_row(&scene).await;
    let id = click.deliver(&scene).await;
    scene.fail(id).await;
    assert_eq!(prospect_row(&scene).await, before);
    assert_eq!(count(&scene.app.db, "historique_emails").await, 0);
    let action = scene.action(id).await;
    assert_eq!((&action["statutAction"], &action["relancable"]), (&json!("ERREUR"), &json!(true)));
    assert_eq!(
        (&action["messageErreur"], &action["resultat"]),
        (&json!("Quota Drive dépassé"), &Value::Null)
    );
    let told = scene.last_notification().await;
    assert_eq!((&told["titre"], &told["priorite"]), (&json!(click.failed), &json!("URGENTE")));
    assert_eq!(
        (&told["type"], &told["message"]),
        (&json!("ERREUR"), &json!("Marie Dumitru : Quota Drive dépassé"))
    );
    let entry = row(&scene.app.db, "SELECT to_jsonb(j)::text FROM journal_erreurs j").await;
    assert_eq!(told["lien_action"], format!("/admin/logs?entree={}", entry["id"]));
    assert_eq!((&entry["severite"], &entry["id_conversion"]), (&json!("ERREUR"), &json!(id)));
    assert_eq!(
        (&entry["nom_workflow"], &entry["message_erreur"]),
        (&json!("wf1"), &json!("Quota Drive dépassé"))
    );
    assert_eq!(entry["donnees_entree"]["typeAction"], click.type_action);
    assert_invariants(&scene.app.db).await;
}

pub(crate) async fn without_n8n_it_fails_and_is_never_partial(click: Click) {
    let scene = Scene::new().await;
    let before = prospect_row(&scene).await;
    scene.n8n_is_down();
    let id = id_of(click.ask(&scene).await.expect(202));
    scene.exhaust().await;
    let action = scene.action(id).await;
    assert_eq!((&action["statutAction"], &action["partielle"]), (&json!("ERREUR"), &json!(false)));
    assert_eq!((&action["tentatives"], &action["relancable"]), (&json!(3), &json!(true)));
    assert_eq!(prospect_row(&scene).await, before);
    assert_eq!(scene.candidat().await, Value::Null);
    let told = scene.last_notification().await;
    assert_eq!((&told["titre"], &told["priorite"]), (&json!(click.failed), &json!("URGENTE")));
    assert_eq!((&told["type"], scene.notifications("ACTION_PARTIELLE").await), (&json!("ERREUR_WEBHOOK"), 0));
    assert_invariants(&scene.app.db).await;
}

pub(crate) async fn without_a_callback_it_fails_at_its_deadline(click: Click) {
    let scene = Scene::new().await;
    let before = prospect_row(&scene).await;
    let id = click.deliver(&scene).await;
    scene.app.advance(TimeDelta::minutes(15));
    assert_eq!(scene.app.expire().await, 1);
    assert_eq!((scene.statut(id).await.as_str(), prospect_row(&scene).await), ("ERREUR", before));
    let told = scene.last_notification().await;
    assert_eq!((&told["titre"], &told["priorite"]), (&json!("n8n n’a pas répondu"), &json!("URGENTE")));
    assert_invariants(&scene.app.db).await;
}

pub(crate) async fn a_success_after_its_deadline_is_a_success(click: Click) {
    let scene = Scene::new().await;
    let id = click.deliver(&scene).await;
    scene.app.advance(TimeDelta::minutes(15));
    scene.app.expire().await;
    click.succeed(&scene, id).await;
    let action = scene.action(id).await;
    assert_eq!((&action["statutAction"], &action["relancable"]), (&json!("TERMINEE"), &json!(false)));
    assert_eq!(scene.last_notification().await["message"], click.done);
    assert_invariants(&scene.app.db).await;
}

pub(crate) async fn a_failure_is_taken_up_again_with_the_same_parameters(click: Click) {
    let scene = Scene::new().await;
    let failed = click.deliver(&scene).await;
    scene.fail(failed).await;
    let answer = scene.relance(failed).await;
    let again = id_of(answer.expect(202));
    assert_eq!(answer.headers["location"], format!("/api/actions/{again}"));
    assert_eq!(
        (&answer.body["relanceDe"], &answer.body["typeAction"]),
        (&json!(failed), &json!(click.type_action))
    );
    assert_eq!(scene.action(again).await["parametres"], (click.parametres)());
    assert_eq!(scene.app.dispatch().await.calls, 1);
    let calls = scene.app.n8n.calls();
    let mut expected = calls[0].body.clone();
    expected["idConversion"] = json!(again);
    assert_eq!(calls[1].body, expected);
    click.succeed(&scene, again).await;
    assert_eq!(scene.statut(failed).await, "ERREUR", "the old one keeps its end");
    assert_invariants(&scene.app.db).await;
}

pub(crate) async fn a_second_one_is_refused_while_one_runs(click: Click) {
    let scene = Scene::new().await;
    let id = id_of(click.ask(&scene).await.expect(202));
    scene.app.advance(TimeDelta::milliseconds(125_250));
    let paul = scene.app.login("paul@ecole.example", "Paul", "ADMIN").await;
    let answer = paul.post(&click.of(&scene.prospect), (click.body)()).await;
    answer.expect_problem(409, "ACTION_EN_COURS");
    assert_eq!(
        (&answer.body["idConversion"], &answer.body["typeAction"]),
        (&json!(id), &json!(click.type_action))
    );
    assert_eq!(
        (&answer.body["demandePar"], &answer.body["dureeEcouleeMs"]),
        (&json!("Sophie Martin"), &json!(125_250))
    );
    assert_eq!(answer.body["detail"], "Lancée par Sophie Martin il y a 2 min.");
    assert_eq!(count(&scene.app.db, "conversions_en_cours").await, 1);
}

pub(crate) async fn of_ten_at_the_same_instant_one_is_taken(click: Click) {
    let scene = Scene::new().await;
    let answers = futures_util::future::join_all((0..10).map(|_| click.ask(&scene))).await;
    let (taken, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 202);
    assert_eq!((taken.len(), refused.len()), (1, 9));
    for answer in refused {
        answer.expect_problem(409, "ACTION_EN_COURS");
        assert_eq!(answer.body["idConversion"], id_of(taken[0]));
    }
    assert_eq!(scene.app.dispatch().await.calls, 1);
    assert_invariants(&scene.app.db).await;
}

pub(crate) async fn the_others_run_beside_it(click: Click) {
    let scene = Scene::new().await;
    let id = id_of(click.ask(&scene).await.expect(202));
    scene.start_with(conversion(&scene.prospect)).await;
    for other in CLICKS.iter().filter(|other| other.type_action != click.type_action) {
        other.ask(&scene).await.expect(202);
    }
    assert_eq!(scene.app.dispatch().await.calls, 4);
    let record = scene.admin.get(&format!("/api/prospects/{}", scene.prospect)).await;
    assert_eq!(record.expect(200).body["actionsEnCours"].as_array().unwrap().len(), 4);
    click.succeed(&scene, id).await;
    let running = "conversions_en_cours WHERE statut_action = 'EN_COURS'";
    assert_eq!(count(&scene.app.db, running).await, 3, "one that ends ends no other");
}

pub(crate) async fn an_unknown_prospect_is_404(click: Click) {
    let scene = Scene::new().await;
    for id in ["PROS_999999", "PROS_", "12", "pros_1", "PROS_1%00", "PROS_9999999999999999999"] {
        scene.admin.post(&click.of(id), (click.body)()).await.expect_problem(404, "INTROUVABLE");
    }
}

pub(crate) async fn the_same_key_and_body_are_answered_by_the_first_202_again(click: Click) {
    let scene = Scene::new().await;
    let path = click.of(&scene.prospect);
    let first = scene.admin.post_once(&path, "cle-1", (click.body)()).await;
    let before = snapshot(&scene.app.db).await;
    let again = scene.admin.post_once(&path, "cle-1", (click.body)()).await;
    assert_eq!(first.expect(202).body, again.expect(202).body);
    assert_eq!(again.headers["location"], first.headers["location"]);
    assert_eq!(snapshot(&scene.app.db).await, before);
}

pub(crate) async fn the_same_key_for_another_click_is_422(click: Click) {
    let scene = Scene::new().await;
    let other = scene.prospect("Nguyen").await;
    scene.admin.post_once(&click.of(&scene.prospect), "cle-1", (click.body)()).await.expect(202);
    let before = snapshot(&scene.app.db).await;
    let answer = scene.admin.post_once(&click.of(&other), "cle-1", (click.body)()).await;
    answer.expect_problem(422, "CLE_IDEMPOTENCE_REUTILISEE");
    for button in CLICKS.iter().filter(|other| other.type_action != click.type_action) {
        let answer = scene.admin.post_once(&button.of(&scene.prospect), "cle-1", (button.body)()).await;
        answer.expect_problem(422, "CLE_IDEMPOTENCE_REUTILISEE");
    }
    assert_eq!(snapshot(&scene.app.db).await, before);
}

pub(crate) async fn an_unknown_field_is_422(click: Click) {
    let scene = Scene::new().await;
    let before = snapshot(&scene.app.db).await;
    for field in ["x", "idProspect", "statutProspect", "EMAIL"] {
        let mut body = (click.body)();
        body[field] = json!("x");
        click.ask_with(&scene, body).await.expect_field(field, "CHAMP_INCONNU");
    }
    assert_eq!(snapshot(&scene.app.db).await, before);
}

pub(crate) async fn n8n_brings_it_to_its_end(click: Click) {
    let scene = Scene::answered(TestApp::setup()).await;
    let id = click.deliver(&scene).await;
    assert!(scene.app.n8n.wait_idle(SOON).await);
    assert_eq!(scene.action(id).await["statutAction"], "TERMINEE");
    assert_invariants(&scene.app.db).await;
}
