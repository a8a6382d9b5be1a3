//! Circuit breaker: while n8n is unreachable, requests are accepted and wait; they leave once n8n is back.

use chrono::TimeDelta;
use n8n_sim::{Fault, FaultMode};
use serde_json::{Value, json};

use super::clicks::DEVIS;
use super::invariants::assert_invariants;
use super::scene::{FIVE_SEATS, Scene, conversion, count, id_of, into_session};
use crate::support::app::{SOON, TestApp, dispatch_due};
use crate::support::data;
use crate::support::stream::Stream;

/// Creates a scene in which five conversions failed at once, so that their breaker is open for five seconds.
async fn open() -> Scene {
    open_with(TestApp::setup()).await
}

async fn open_with(setup: crate::support::app::Setup) -> Scene {
    let scene = Scene::with(setup).await;
    fail_five(&scene).await;
    scene
}

/// Makes the first attempts of five conversions fail.
async fn fail_five(scene: &Scene) {
    scene.n8n_is_down();
    for nom in ["Un", "Deux", "Trois", "Quatre", "Cinq"] {
        let id = scene.prospect(nom).await;
        scene.start_with(conversion(&id)).await;
    }
    assert_eq!(scene.app.dispatch().await.calls, 5);
}

/// Returns an action's state in `actionsPossibles`.
async fn possible(scene: &Scene, type_action: &str) -> (bool, Option<String>) {
    let record =
        scene.admin.get(&format!("/api/prospects/{}", scene.prospect)).await.expect(200).body.clone();
    let entries = record["actionsPossibles"].as_array().unwrap().clone();
    let entry = entries.into_iter().find(|entry| entry["typeAction"] == type_action).unwrap();
    (entry["active"].as_bool().unwrap(), entry["motif"].as_str().map(str::to_owned))
}

async fn system_notifications(scene: &Scene) -> i64 {
    count(&scene.app.db, "notifications WHERE categorie = 'SYSTEM'").await
}

#[tokio::test]
async fn after_five_failures_in_a_row_a_workflow_is_left_alone() {
    let scene = open().await;
    scene.app.advance(TimeDelta::milliseconds(4_999));
    assert_eq!(scene.app.dispatch().await.calls, 0, "their second attempt was due, and waits");
    assert_eq!(count(&scene.app.db, "conversions_en_cours WHERE statut_action = 'EN_COURS'").await, 5);
}

#[tokio::test]
async fn an_answer_in_between_starts_the_count_again() {
    let scene = Scene::new().await;
    let failing = scene.prospect("Un").await;
    for _ in 0..4 {
        scene.faults([Fault::status(503).for_prospect(&failing).times(3)]);
        scene.start_with(conversion(&failing)).await;
        for _ in 0..2 {
            scene.app.dispatch().await;
            scene.app.advance(TimeDelta::seconds(3));
        }
        // n8n refuses this one, so it is reachable.
        scene.faults([Fault::status(422).always()]);
        scene.app.dispatch().await;
        assert_eq!(possible(&scene, "CONVERTIR_CANDIDAT").await, (true, None));
    }
    assert_eq!(count(&scene.app.db, "disjoncteurs WHERE echecs > 0").await, 0);
}

#[tokio::test]
async fn the_record_says_since_when_n8n_is_away_and_the_button_stays_live() {
    let scene = open().await;
    scene.app.advance(TimeDelta::minutes(12));
    let (active, motif) = possible(&scene, "CONVERTIR_CANDIDAT").await;
    assert!(active);
    assert_eq!(motif.unwrap(), "n8n injoignable depuis 12 min : la demande partira dès son retour.");
    assert_eq!(possible(&scene, "GENERER_DEVIS").await, (true, None), "another workflow");
}

#[tokio::test]
async fn a_journal_that_refuses_the_entry_keeps_no_breaker_closed() {
    let scene = Scene::new().await;
    data::refuse_inserts(&scene.app.db, "journal_erreurs").await;
    fail_five(&scene).await;
    assert_eq!(count(&scene.app.db, "disjoncteurs WHERE prochain_essai IS NOT NULL").await, 1);
    assert_eq!(count(&scene.app.db, "journal_erreurs").await, 0);
    let told = "notifications WHERE categorie = 'SYSTEM' AND lien_action = '/admin/logs'";
    assert_eq!(count(&scene.app.db, told).await, 1);
}

#[tokio::test]
async fn other_workflows_go_on() {
    let scene = open().await;
    scene.faults([]);
    scene.admin.post(&DEVIS.of(&scene.prospect), json!({})).await.expect(202);
    assert_eq!(scene.app.dispatch().await.calls, 1);
    assert_eq!(
        count(
            &scene.app.db,
            "conversions_en_cours WHERE date_livraison IS NOT NULL AND type_action = 'GENERER_DEVIS'"
        )
        .await,
        1
    );
}

#[tokio::test]
async fn a_click_is_taken_and_says_that_it_waits() {
    let scene = open().await;
    let id = id_of(scene.ask(into_session(&scene.prospect, FIVE_SEATS)).await.expect(202));
    assert_eq!(scene.app.dispatch().await.calls, 0);
    let action = scene.action(id).await;
    assert_eq!(action["statutAction"], "EN_COURS");
    assert_eq!(action["etape"], "En attente de n8n, injoignable");
    assert_eq!(action["tentatives"], 0);
    let story: Vec<_> =
        action["journal"].as_array().unwrap().iter().map(|entry| entry["evenement"].clone()).collect();
    assert_eq!(story, ["DEMANDE", "ATTENTE"]);
    assert_eq!(scene.seats(FIVE_SEATS).await, (0, 1));
    scene.app.dispatch().await;
    assert_eq!(scene.action(id).await["journal"].as_array().unwrap().len(), 2, "told once");
}

#[tokio::test]
async fn when_the_pause_is_over_one_call_tries_whoever_looks() {
    let scene = open().await;
    scene.app.advance(TimeDelta::seconds(5));
    let (one, two) =
        tokio::join!(dispatch_due(&scene.app.state, "un"), dispatch_due(&scene.app.state, "deux"));
    assert_eq!(one.unwrap().calls + two.unwrap().calls, 1);
}

#[tokio::test]
async fn a_try_that_fails_doubles_the_pause() {
    let scene = open().await;
    for pause in [5, 10, 20] {
        scene.app.advance(TimeDelta::milliseconds(pause * 1_000 - 1));
        assert_eq!(scene.app.dispatch().await.calls, 0, "{pause} s");
        scene.app.advance(TimeDelta::milliseconds(1));
        assert_eq!(scene.app.dispatch().await.calls, 1, "{pause} s");
    }
    assert_eq!(system_notifications(&scene).await, 1, "admins know already");
}

#[tokio::test]
async fn what_waits_leaves_once_n8n_is_back() {
    let scene = open().await;
    scene.start().await;
    scene.app.advance(TimeDelta::seconds(5));
    scene.faults([]);
    assert_eq!(scene.app.dispatch().await.calls, 1, "the one that tries");
    assert_eq!(possible(&scene, "GENERER_DEVIS").await, (true, None));
    assert_eq!(scene.app.dispatch().await.calls, 5, "all the others");
    assert_eq!(count(&scene.app.db, "conversions_en_cours WHERE date_livraison IS NULL").await, 0);
    assert_eq!(count(&scene.app.db, "conversions_en_cours WHERE etape IS NOT NULL").await, 0);
    assert_eq!(count(&scene.app.db, "disjoncteurs WHERE echecs > 0 OR prochain_essai IS NOT NULL").await, 0);
    assert_eq!(scene.last_notification().await["titre"], "n8n répond de nouveau");
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_refusal_of_the_one_that_tries_says_that_n8n_is_back() {
    let scene = open().await;
    scene.app.advance(TimeDelta::seconds(5));
    scene.faults([Fault::status(422)]);
    assert_eq!(scene.app.dispatch().await.calls, 1);
    assert_eq!(scene.app.dispatch().await.calls, 4);
}

#[tokio::test]
async fn n8n_that_has_too_much_to_do_is_not_away() {
    let scene = Scene::with(TestApp::setup().set("WEBHOOK_CONCURRENCY", 20)).await;
    scene.faults([Fault::status(429).always()]);
    for rank in 0..8 {
        let id = scene.prospect(&format!("N{rank}")).await;
        scene.start_with(conversion(&id)).await;
    }
    assert_eq!(scene.app.dispatch().await.calls, 8);
    assert_eq!(count(&scene.app.db, "disjoncteurs WHERE echecs > 0").await, 0);
    scene.app.advance(TimeDelta::seconds(2));
    assert_eq!(scene.app.dispatch().await.calls, 8);
}

#[tokio::test]
async fn admins_are_told_once_with_an_entry_of_the_journal() {
    let scene = open().await;
    let told = scene.last_notification().await;
    assert_eq!((&told["titre"], &told["priorite"]), (&json!("n8n injoignable"), &json!("URGENTE")));
    assert_eq!((&told["categorie"], &told["type"]), (&json!("SYSTEM"), &json!("ERREUR_WEBHOOK")));
    assert_eq!(
        told["message"],
        "Conversion en candidat : n8n a répondu HTTP 503 (5 appels de suite). Les demandes attendent son retour."
    );
    let entry = told["lien_action"].as_str().unwrap().strip_prefix("/admin/logs?entree=").unwrap().to_owned();
    let entry = scene.admin.get(&format!("/api/journal-erreurs/{entry}")).await.expect(200).body.clone();
    assert_eq!((&entry["severite"], &entry["idConversion"]), (&json!("CRITIQUE"), &Value::Null));
    assert_eq!(system_notifications(&scene).await, 1);
}

#[tokio::test]
async fn open_pages_are_told_to_read_their_record_again() {
    let scene = Scene::new().await;
    let mut stream = Stream::open(&scene.admin).await;
    scene.faults([Fault::status(503).always()]);
    for rank in 0..5 {
        let id = scene.prospect(&format!("N{rank}")).await;
        scene.start_with(conversion(&id)).await;
    }
    scene.app.dispatch().await;
    assert_eq!(stream.next_of("prospect").await.data, json!({ "idProspect": null }));
}

#[tokio::test]
async fn whoever_has_waited_as_long_as_a_callback_may_take_is_ended() {
    let scene = open().await;
    let held = id_of(scene.ask(into_session(&scene.prospect, FIVE_SEATS)).await.expect(202));
    scene.app.advance(TimeDelta::milliseconds(15 * 60_000 - 1));
    assert_eq!(scene.app.expire().await, 0);
    scene.app.advance(TimeDelta::milliseconds(1));
    assert_eq!(scene.app.expire().await, 6);
    let action = scene.action(held).await;
    assert_eq!((&action["statutAction"], &action["partielle"]), (&json!("ERREUR"), &json!(true)));
    assert_eq!(action["messageErreur"], "n8n est injoignable depuis 15 min : la demande n’a pas pu partir.");
    assert_eq!(scene.seats(FIVE_SEATS).await, (1, 0));
    assert_eq!(scene.statut_prospect().await, "CANDIDAT");
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_try_whose_instance_dies_is_made_by_another_when_its_lease_is_over() {
    let scene = open_with(TestApp::setup()).await;
    scene.app.advance(TimeDelta::seconds(5));
    scene.app.n8n.faults().clear();
    scene.fault(Fault::new(FaultMode::Slow).delay_ms(600_000));
    let state = scene.app.state.clone();
    let seen = scene.app.n8n.calls().len();
    let dies = tokio::spawn(async move { dispatch_due(&state, "morte").await });
    assert!(scene.app.n8n.wait_until(SOON, |n8n| n8n.calls().len() == seen + 1).await);
    dies.abort();
    assert!(dies.await.unwrap_err().is_cancelled());
    assert_eq!(scene.app.dispatch().await.calls, 0, "the try is under way");
    scene.app.advance(TimeDelta::seconds(40));
    scene.faults([]);
    assert_eq!(scene.app.dispatch().await.calls, 1);
    assert_eq!(scene.app.dispatch().await.calls, 4);
}

#[tokio::test]
async fn a_restart_forgets_no_open_breaker() {
    let scene = open().await;
    let db = scene.app.stop().await;
    let app = TestApp::setup().start_on(db);
    let open =
        prospects_api::db::disjoncteurs::list_open(&app.state.pool.get().await.unwrap()).await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(app.dispatch().await.calls, 0);
}
