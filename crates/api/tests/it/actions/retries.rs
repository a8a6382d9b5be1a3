//! Retries: which failures are retried, when, and how often.

use chrono::TimeDelta;
use n8n_sim::{Fault, FaultMode};

use super::invariants::assert_invariants;
use super::scene::{Scene, conversion, count};
use crate::support::app::{OTHER_KEY, TestApp};

/// Returns a duration in milliseconds.
fn ms(ms: i64) -> TimeDelta {
    TimeDelta::milliseconds(ms)
}

#[tokio::test]
async fn attempts_are_a_second_then_two_apart_give_or_take_a_fifth() {
    let scene = Scene::new().await;
    scene.n8n_is_down();
    scene.start().await;
    assert_eq!(scene.app.dispatch().await.calls, 1);
    scene.app.advance(ms(799));
    assert_eq!(scene.app.dispatch().await.calls, 0, "no sooner than 0.8 s");
    scene.app.advance(ms(1_201 - 799));
    assert_eq!(scene.app.dispatch().await.calls, 1, "no later than 1.2 s");
    scene.app.advance(ms(1_599));
    assert_eq!(scene.app.dispatch().await.calls, 0, "no sooner than 1.6 s");
    scene.app.advance(ms(2_401 - 1_599));
    assert_eq!(scene.app.dispatch().await.calls, 1, "no later than 2.4 s");
    assert_eq!(scene.app.n8n.calls().len(), 3);
}

#[tokio::test]
async fn attempts_of_many_actions_do_not_return_together() {
    let scene = Scene::new().await;
    scene.n8n_is_down();
    for nom in ["Un", "Deux", "Trois", "Quatre", "Cinq", "Six"] {
        let id = scene.prospect(nom).await;
        scene.start_with(conversion(&id)).await;
    }
    scene.app.dispatch().await;
    let distinct = "SELECT count(DISTINCT prochaine_tentative) AS count FROM conversions_en_cours";
    assert!(scene.app.db.count(distinct).await > 1, "jitter");
}

#[tokio::test]
async fn the_delays_and_the_number_of_attempts_are_configurable() {
    let setup = TestApp::setup().set("WEBHOOK_MAX_ATTEMPTS", 2).set("WEBHOOK_INITIAL_DELAY_MS", 60_000);
    let scene = Scene::with(setup).await;
    scene.n8n_is_down();
    let id = scene.start().await;
    scene.app.dispatch().await;
    scene.app.advance(ms(47_999));
    assert_eq!(scene.app.dispatch().await.calls, 0);
    scene.app.advance(ms(72_001 - 47_999));
    assert_eq!(scene.app.dispatch().await.calls, 1);
    assert_eq!(scene.statut(id).await, "ERREUR");
    assert_eq!(scene.action(id).await["tentatives"], 2);
}

#[tokio::test]
async fn every_attempt_carries_the_same_webhook_id() {
    let scene = Scene::new().await;
    let id = scene.unreachable_with(conversion(&scene.prospect)).await;
    let calls = scene.app.n8n.calls();
    assert_eq!(calls.len(), 3);
    for call in calls {
        assert_eq!(call.headers["webhook-id"], format!("conv_{id}"));
        assert_eq!(call.body["idConversion"], id);
    }
}

#[tokio::test]
async fn the_third_failure_is_the_last() {
    let scene = Scene::new().await;
    let id = scene.unreachable_with(conversion(&scene.prospect)).await;
    scene.app.advance(TimeDelta::hours(1));
    assert_eq!(scene.app.dispatch().await.calls, 0);
    assert_eq!(scene.app.n8n.calls().len(), 3);
    let action = scene.action(id).await;
    assert_eq!(action["statutAction"], "ERREUR");
    assert_eq!(action["tentatives"], 3);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn what_may_go_better_later_is_tried_again() {
    let setup = TestApp::setup().set("WEBHOOK_CONCURRENCY", 20).set("WEBHOOK_BREAKER_FAILURES", 20);
    let scene = Scene::with(setup).await;
    let statuses = [404, 408, 425, 429, 500, 502, 503, 504, 302];
    let mut faults = Vec::new();
    let mut ids = Vec::new();
    for status in statuses {
        let prospect = scene.prospect(&format!("N{status}")).await;
        faults.push(Fault::status(status).for_prospect(&prospect));
        ids.push((status, scene.start_with(conversion(&prospect)).await));
    }
    scene.faults(faults);
    scene.app.dispatch().await;
    for (status, id) in &ids {
        let action = scene.action(*id).await;
        assert_eq!(
            (&action["statutAction"], &action["tentatives"]),
            (&"EN_COURS".into(), &1.into()),
            "{status}"
        );
    }
    assert_eq!(count(&scene.app.db, "conversions_en_cours WHERE date_livraison IS NULL").await, 9);
    scene.app.advance(TimeDelta::seconds(2));
    assert_eq!(scene.app.dispatch().await.calls, statuses.len());
    assert_eq!(count(&scene.app.db, "conversions_en_cours WHERE date_livraison IS NULL").await, 0);
}

#[tokio::test]
async fn what_will_never_go_better_ends_the_action_at_once() {
    let scene = Scene::with(TestApp::setup().set("WEBHOOK_CONCURRENCY", 20)).await;
    let mut faults = Vec::new();
    let mut started = Vec::new();
    for status in [400, 401, 403, 405, 410, 422] {
        let prospect = scene.prospect(&format!("N{status}")).await;
        faults.push(Fault::status(status).for_prospect(&prospect));
        started.push((status, prospect.clone(), scene.start_with(conversion(&prospect)).await));
    }
    scene.faults(faults);
    scene.app.dispatch().await;
    for (status, prospect, id) in started {
        let action = scene.action(id).await;
        assert_eq!(action["statutAction"], "ERREUR", "{status}");
        assert_eq!(action["partielle"], false, "{status}");
        assert_eq!(action["tentatives"], 1, "{status}");
        assert_eq!(
            action["messageErreur"],
            format!("n8n a refusé la demande : n8n a répondu HTTP {status}.")
        );
        assert_eq!(super::scene::statut_of(&scene.app.db, &prospect).await, "QUALIFIE", "{status}");
    }
    assert_eq!(count(&scene.app.db, "candidats").await, 0);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_key_that_n8n_does_not_know_ends_the_action_at_once() {
    let scene = Scene::with(TestApp::setup().set("N8N_API_KEY", OTHER_KEY)).await;
    let id = scene.start().await;
    scene.app.dispatch().await;
    assert!(!scene.app.n8n.calls()[0].api_key_valid);
    let action = scene.action(id).await;
    assert_eq!(action["statutAction"], "ERREUR");
    assert!(!action.to_string().contains("une-autre-cle"));
}

#[tokio::test]
async fn retry_after_is_honoured() {
    let scene = Scene::new().await;
    scene.faults([Fault { retry_after_s: Some(3_600), ..Fault::status(429) }]);
    scene.start().await;
    scene.app.dispatch().await;
    scene.app.advance(ms(3_599_999));
    assert_eq!(scene.app.dispatch().await.calls, 0);
    scene.app.advance(ms(1));
    assert_eq!(scene.app.dispatch().await.calls, 1);
}

#[tokio::test]
async fn a_short_retry_after_does_not_shorten_our_own_delay() {
    let scene = Scene::new().await;
    scene.faults([Fault { retry_after_s: Some(0), ..Fault::status(503) }]);
    scene.start().await;
    scene.app.dispatch().await;
    scene.app.advance(ms(799));
    assert_eq!(scene.app.dispatch().await.calls, 0);
}

#[tokio::test]
async fn n8n_cannot_make_us_wait_for_ever() {
    let scene = Scene::new().await;
    scene.faults([Fault { retry_after_s: Some(u64::MAX), ..Fault::status(429) }]);
    scene.start().await;
    scene.app.dispatch().await;
    scene.app.advance(TimeDelta::hours(24) - ms(1));
    assert_eq!(scene.app.dispatch().await.calls, 0);
    scene.app.advance(ms(1));
    assert_eq!(scene.app.dispatch().await.calls, 1);
}

#[tokio::test]
async fn a_dropped_connection_is_tried_again() {
    let scene = Scene::new().await;
    scene.faults([Fault::new(FaultMode::Refuse)]);
    let id = scene.start().await;
    scene.app.dispatch().await;
    assert_eq!(scene.statut(id).await, "EN_COURS");
    scene.app.advance(TimeDelta::seconds(2));
    assert_eq!(scene.app.dispatch().await.calls, 1);
    assert_eq!(count(&scene.app.db, "conversions_en_cours WHERE date_livraison IS NOT NULL").await, 1);
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_tried_again_and_then_given_up() {
    let nobody = tokio::net::TcpSocket::new_v4().unwrap();
    nobody.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}/webhook", nobody.local_addr().unwrap());
    let scene = Scene::with(TestApp::setup().set("N8N_WEBHOOK_BASE_URL", url)).await;
    let id = scene.start().await;
    scene.app.dispatch().await;
    assert_eq!(scene.statut(id).await, "EN_COURS");
    scene.exhaust().await;
    let action = scene.action(id).await;
    assert_eq!((&action["statutAction"], &action["tentatives"]), (&"ERREUR".into(), &3.into()));
    let message = action["messageErreur"].as_str().unwrap();
    assert!(message.contains("n8n est injoignable"), "{message}");
    assert!(!message.contains("127.0.0.1"), "no address in what is shown: {message}");
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_tried_again_under_the_same_id() {
    let scene = Scene::with(TestApp::setup().set("WEBHOOK_TIMEOUT_MS", 300)).await;
    scene.faults([Fault::new(FaultMode::Slow).delay_ms(600_000)]);
    let id = scene.start().await;
    scene.app.dispatch().await;
    let action = scene.action(id).await;
    assert_eq!((&action["statutAction"], &action["tentatives"]), (&"EN_COURS".into(), &1.into()));
    scene.app.advance(TimeDelta::seconds(2));
    assert_eq!(scene.app.dispatch().await.calls, 1);
    let calls = scene.app.n8n.calls();
    assert_eq!(calls[0].headers["webhook-id"], calls[1].headers["webhook-id"]);
    assert!(calls[1].duplicate, "n8n can tell that it is the same");
    assert_eq!(count(&scene.app.db, "conversions_en_cours WHERE date_livraison IS NOT NULL").await, 1);
}
