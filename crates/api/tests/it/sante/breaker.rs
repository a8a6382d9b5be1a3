//! The canari and the breaker of its workflow.

use chrono::TimeDelta;
use n8n_sim::Fault;
use serde_json::{Value, json};

use super::{canaris, ping_all, workflow};
use crate::actions::scene::{Scene, conversion, count};
use crate::support::app::TestApp;

/// Creates a scene in which five conversions failed at once, so that their breaker is open for five seconds.
async fn open() -> Scene {
    let scene = Scene::with(TestApp::setup().set("CANARI_INTERVAL_S", 86_400)).await;
    // The canaris of the interval are sent; later ones are trial calls.
    assert_eq!(scene.app.ping_due().await, 4);
    scene.app.advance(TimeDelta::minutes(1));
    scene.n8n_is_down();
    for nom in ["Un", "Deux", "Trois", "Quatre", "Cinq"] {
        let id = scene.prospect(nom).await;
        scene.start_with(conversion(&id)).await;
    }
    assert_eq!(scene.app.dispatch().await.calls, 5);
    scene
}

/// Creates such a scene after the waiting actions were ended.
async fn open_and_idle() -> Scene {
    let scene = open().await;
    scene.app.advance(TimeDelta::minutes(15));
    assert_eq!(scene.app.expire().await, 5);
    scene
}

async fn breaker(scene: &Scene) -> Value {
    workflow(&scene.admin, "CONVERTIR_CANDIDAT").await["disjoncteur"].clone()
}

async fn titles(scene: &Scene) -> Vec<String> {
    let sql =
        "SELECT string_agg(titre, '|' ORDER BY id) AS text FROM notifications WHERE categorie = 'SYSTEM'";
    scene.app.db.text(sql).await.unwrap_or_default().split('|').map(str::to_owned).collect()
}

#[tokio::test]
async fn a_canari_that_comes_back_closes_the_breaker_and_what_waits_leaves() {
    let scene = open().await;
    scene.start().await;
    assert_eq!(scene.app.dispatch().await.calls, 0);
    scene.faults([]);
    scene.app.advance(TimeDelta::seconds(1));
    ping_all(&scene.admin).await;
    assert_eq!(breaker(&scene).await["ouvert"], false);
    scene.app.advance(TimeDelta::seconds(2));
    assert_eq!(scene.app.dispatch().await.calls, 6, "all that waited");
    assert_eq!(titles(&scene).await, ["n8n injoignable", "n8n répond de nouveau"]);
}

#[tokio::test]
async fn a_canari_that_fails_is_no_failed_call() {
    let scene = Scene::new().await;
    scene.n8n_is_down();
    for _ in 0..6 {
        ping_all(&scene.admin).await;
        scene.app.advance(TimeDelta::seconds(5));
    }
    assert_eq!(count(&scene.app.db, "disjoncteurs WHERE echecs > 0").await, 0);
}

#[tokio::test]
async fn a_canari_that_fails_before_it_is_time_changes_nothing() {
    let scene = open().await;
    scene.app.advance(TimeDelta::milliseconds(4_999));
    let before = breaker(&scene).await;
    assert!(ping_all(&scene.admin).await.iter().all(|one| one["nouveau"] == true));
    assert_eq!(breaker(&scene).await, before);
}

#[tokio::test]
async fn while_no_call_waits_the_canari_is_the_try_of_an_open_breaker() {
    let scene = open_and_idle().await;
    for pause in [10, 20, 40] {
        assert_eq!(scene.app.ping_due().await, 1, "{pause}");
        scene.app.advance(TimeDelta::milliseconds(pause * 1_000 - 1));
        assert_eq!(scene.app.ping_due().await, 0, "{pause}");
        scene.app.advance(TimeDelta::milliseconds(1));
    }
    assert_eq!(titles(&scene).await, ["n8n injoignable"], "admins know already");
    scene.faults([]);
    assert_eq!(scene.app.ping_due().await, 1);
    assert_eq!(breaker(&scene).await["ouvert"], false);
    assert_eq!(titles(&scene).await, ["n8n injoignable", "n8n répond de nouveau"]);
    assert_eq!(scene.app.ping_due().await, 0);
}

#[tokio::test]
async fn a_call_that_waits_is_the_try_itself() {
    let scene = open().await;
    let sent = canaris(&scene.app);
    scene.app.advance(TimeDelta::seconds(5));
    assert_eq!((scene.app.ping_due().await, canaris(&scene.app)), (0, sent));
    assert_eq!(scene.app.dispatch().await.calls, 1);
}

#[tokio::test]
async fn a_workflow_whose_key_is_refused_keeps_its_calls() {
    let scene = open().await;
    scene.faults([Fault::status(403).always()]);
    ping_all(&scene.admin).await;
    let told = workflow(&scene.admin, "CONVERTIR_CANDIDAT").await;
    assert_eq!((&told["etat"], &told["disjoncteur"]["ouvert"]), (&json!("CLE_REFUSEE"), &json!(true)));
    assert_eq!(told["actionsEnAttente"], 5);
}

#[tokio::test]
async fn what_an_open_breaker_left_unsaid_is_said_when_it_comes_again() {
    let scene = open().await;
    let ping = async || {
        let one = json!({ "typeAction": "CONVERTIR_CANDIDAT" });
        let answer = scene.admin.post("/api/sante/canari", one).await.expect(200).body.clone();
        assert_eq!(answer["data"][0]["nouveau"], true);
        answer["data"][0]["canari"]["etat"].clone()
    };
    assert_eq!(ping().await, "INJOIGNABLE");
    assert_eq!(titles(&scene).await, ["n8n injoignable"], "admins know already");
    scene.faults([]);
    scene.app.advance(TimeDelta::seconds(10));
    scene.app.dispatch().await;
    assert_eq!(titles(&scene).await, ["n8n injoignable", "n8n répond de nouveau"]);
    scene.n8n_is_down();
    assert_eq!(ping().await, "INJOIGNABLE");
    assert_eq!(titles(&scene).await.len(), 3);
    scene.app.advance(TimeDelta::seconds(10));
    ping().await;
    assert_eq!(titles(&scene).await.len(), 3, "once");
}
