//! Automatic canaris, and notifications to admins.

use chrono::TimeDelta;
use n8n_sim::{Fault, FaultMode, TypeAction};
use serde_json::{Value, json};

use super::{canaris, ping};
use crate::support::app::{Setup, TestApp};

fn every_five_minutes() -> Setup {
    TestApp::setup().set("CANARI_INTERVAL_S", 300)
}

/// Returns the notifications of category SYSTEM, oldest first.
async fn told(app: &TestApp) -> Vec<Value> {
    let sql = "SELECT coalesce(jsonb_agg(to_jsonb(n) ORDER BY id), '[]')::text AS text FROM notifications n
        WHERE categorie = 'SYSTEM'";
    serde_json::from_str(&app.db.text(sql).await.unwrap()).unwrap()
}

/// Returns the entries of the error journal, oldest first.
async fn journal(app: &TestApp) -> Vec<Value> {
    let sql =
        "SELECT coalesce(jsonb_agg(to_jsonb(j) ORDER BY id), '[]')::text AS text FROM journal_erreurs j";
    serde_json::from_str(&app.db.text(sql).await.unwrap()).unwrap()
}

#[tokio::test]
async fn each_workflow_is_tried_at_the_start_and_at_each_interval() {
    let app = every_five_minutes().start().await;
    assert_eq!(app.ping_due().await, 4);
    app.advance(TimeDelta::milliseconds(299_999));
    assert_eq!(app.ping_due().await, 0);
    app.advance(TimeDelta::milliseconds(1));
    assert_eq!(app.ping_due().await, 4);
    assert_eq!(canaris(&app), 8);
}

#[tokio::test]
async fn an_unhealthy_workflow_is_tried_again_every_half_minute() {
    let app = every_five_minutes().start().await;
    app.n8n.faults().add(Fault::status(404).always().for_action(TypeAction::EnvoyerDossier)).unwrap();
    assert_eq!(app.ping_due().await, 4);
    app.advance(TimeDelta::milliseconds(29_999));
    assert_eq!(app.ping_due().await, 0);
    app.advance(TimeDelta::milliseconds(1));
    assert_eq!(app.ping_due().await, 1);
    app.n8n.faults().clear();
    app.advance(TimeDelta::seconds(30));
    assert_eq!(app.ping_due().await, 1);
    // It is well again, and waits for the interval.
    app.advance(TimeDelta::seconds(30));
    assert_eq!(app.ping_due().await, 0);
}

#[tokio::test]
async fn of_several_instances_one_sends_it() {
    let app = every_five_minutes().start().await;
    let other = every_five_minutes().beside(&app);
    let (one, two) = tokio::join!(app.ping_due(), other.ping_due());
    assert_eq!((one + two, canaris(&app)), (4, 4));
}

#[tokio::test]
async fn none_is_sent_by_itself_when_the_interval_is_nought() {
    let app = TestApp::start().await;
    assert_eq!(app.ping_due().await, 0);
    assert_eq!(canaris(&app), 0);
}

#[tokio::test]
async fn the_worker_sends_it_without_a_click() {
    let app = every_five_minutes().with_workers().start().await;
    assert!(app.n8n.wait_until(crate::support::app::SOON, |_| canaris(&app) == 4).await);
}

#[tokio::test]
async fn a_workflow_that_does_not_know_it_gets_no_more_but_by_a_click() {
    let app = every_five_minutes().start().await;
    let own = Fault::new(FaultMode::IgnoresCanari).always().for_action(TypeAction::GenererDevis);
    app.n8n.faults().add(own).unwrap();
    assert_eq!(app.ping_due().await, 4);
    app.advance(TimeDelta::minutes(5));
    assert_eq!(app.ping_due().await, 3);
    assert!(told(&app).await.is_empty(), "that is no failure");
    // The school has added the canari to its own workflow.
    app.n8n.faults().clear();
    assert_eq!(ping(&app.admin().await).await["canari"]["etat"], "ACTIF");
    app.advance(TimeDelta::minutes(5));
    assert_eq!(app.ping_due().await, 4);
}

#[tokio::test]
async fn admins_are_told_once_of_a_workflow_that_was_deactivated_and_once_that_it_is_back() {
    let app = every_five_minutes().start().await;
    app.ping_due().await;
    let gone = Fault::status(404).always().for_action(TypeAction::EnvoyerDossier);
    app.n8n.faults().add(gone).unwrap();
    for _ in 0..3 {
        app.advance(TimeDelta::minutes(5));
        app.ping_due().await;
    }
    let [bad] = told(&app).await.try_into().unwrap();
    assert_eq!((&bad["titre"], &bad["priorite"]), (&json!("Workflow n8n : désactivé"), &json!("HAUTE")));
    let text = "Le workflow « Envoi du dossier » est désactivé dans n8n : ouvrez-le et activez-le.";
    assert_eq!((&bad["message"], &bad["lien_action"]), (&json!(text), &json!("/admin/sante")));
    assert_eq!((&bad["audience"], &bad["type"]), (&json!("ADMIN"), &json!("ERREUR_WEBHOOK")));
    let [entry] = journal(&app).await.try_into().unwrap();
    assert_eq!((&entry["nom_workflow"], &entry["severite"]), (&json!("ENVOYER_DOSSIER"), &json!("ERREUR")));
    assert_eq!((&entry["message_erreur"], &entry["resolu"]), (&json!(text), &json!(false)));

    app.n8n.faults().clear();
    for _ in 0..2 {
        app.advance(TimeDelta::minutes(5));
        app.ping_due().await;
    }
    let [_, good] = told(&app).await.try_into().unwrap();
    assert_eq!(
        (&good["titre"], &good["type"]),
        (&json!("Workflow n8n de nouveau actif"), &json!("ACTION_SUCCESS"))
    );
    let [entry] = journal(&app).await.try_into().unwrap();
    assert_eq!((&entry["resolu"], &entry["resolu_par"]), (&json!(true), &json!("Canari")));
}

#[tokio::test]
async fn n8n_that_is_away_is_one_notification_for_all_its_workflows() {
    let app = every_five_minutes().start().await;
    app.n8n.faults().add(Fault::status(503).always()).unwrap();
    app.ping_due().await;
    let [bad] = told(&app).await.try_into().unwrap();
    assert_eq!(bad["titre"], "4 workflows n8n à vérifier");
    assert_eq!(journal(&app).await.len(), 4);
}

#[tokio::test]
async fn another_failure_of_the_same_workflow_is_news() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for status in [503, 404, 404] {
        app.n8n.faults().clear();
        app.n8n.faults().add(Fault::status(status).always()).unwrap();
        ping(&admin).await;
        app.advance(TimeDelta::seconds(5));
    }
    assert_eq!(told(&app).await.len(), 2);
    let open = journal(&app).await.iter().filter(|entry| entry["resolu"] == false).count();
    assert_eq!(open, 1, "the entry that is out of date is resolved");
}
