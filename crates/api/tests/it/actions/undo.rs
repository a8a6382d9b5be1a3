//! Undo: an action leaves after its grace, and can be taken back until then. Nothing is ever both undone and called.

use chrono::TimeDelta;
use common::TypeAction;
use futures_util::{StreamExt as _, stream};
use n8n_sim::{Fault, FaultMode};
use prospects_api::db::outbox::{self, Lease};
use serde_json::{Value, json};

use super::clicks::{CLICKS, DEVIS};
use super::invariants::{assert_invariants, snapshot};
use super::scene::{FIVE_SEATS, ONE_SEAT, Scene, conversion, count, id_of, into_session};
use crate::support::app::{TestApp, dispatch_due};
use crate::support::client::Answer;
use crate::support::stream::Stream;

/// Grace of the page, in seconds.
const GRACE: i64 = 8;

/// Adds the grace to the body of a start.
fn with_grace(mut body: Value) -> Value {
    body["delaiAnnulationS"] = json!(GRACE);
    body
}

async fn undo(scene: &Scene, id: i64) -> Answer {
    scene.admin.post(&format!("/api/actions/{id}/annulation"), json!({})).await
}

#[tokio::test]
async fn an_action_leaves_once_its_grace_is_over() {
    let scene = Scene::new().await;
    let started = scene.ask(with_grace(conversion(&scene.prospect))).await;
    assert_eq!(started.expect(202).body["annulableJusqua"], "2026-11-05T09:00:08Z");
    scene.app.advance(TimeDelta::milliseconds(7_999));
    assert_eq!(scene.app.dispatch().await.calls, 0);
    assert_eq!(scene.action(id_of(&started)).await["annulableJusqua"], "2026-11-05T09:00:08Z");
    scene.app.advance(TimeDelta::milliseconds(1));
    assert_eq!(scene.app.dispatch().await.calls, 1);
    assert_eq!(scene.action(id_of(&started)).await["annulableJusqua"], Value::Null);
}

#[tokio::test]
async fn an_action_without_grace_leaves_at_once() {
    let scene = Scene::new().await;
    for click in CLICKS {
        for delay in [json!(0), Value::Null] {
            let mut body = (click.body)();
            body["delaiAnnulationS"] = delay;
            let id = click.deliver_with(&scene, body).await;
            click.succeed(&scene, id).await;
            scene.app.db.execute("UPDATE prospects SET statut_prospect = 'QUALIFIE'").await;
        }
    }
}

#[tokio::test]
async fn an_undone_action_is_never_called_and_the_record_is_as_before() {
    let scene = Scene::new().await;
    for click in CLICKS {
        let id = id_of(click.ask_with(&scene, with_grace((click.body)())).await.expect(202));
        let answer = undo(&scene, id).await;
        assert_eq!(answer.expect(200).body["statutAction"], "ANNULEE");
        assert_eq!(answer.body["annulableJusqua"], Value::Null);
        assert_eq!(answer.body["relancable"], false);
        let events = scene.action(id).await["journal"].clone();
        assert_eq!(events[1]["evenement"], "ANNULATION");
        assert_eq!(events[1]["detail"], "Annulée par Sophie Martin avant son départ");
    }
    scene.app.advance(TimeDelta::minutes(20));
    assert_eq!((scene.app.dispatch().await.calls, scene.app.expire().await), (0, 0));
    assert_eq!(scene.app.n8n.calls().len(), 0);
    assert_eq!(scene.statut_prospect().await, "QUALIFIE");
    let told = scene.last_notification().await;
    assert_eq!((&told["type"], &told["priorite"]), (&json!("ACTION_ANNULEE"), &json!("BASSE")));
    assert_eq!(told["message"], "Envoi d’un e-mail de Marie Dumitru, annulée par Sophie Martin.");
    // The lock is free.
    DEVIS.ask(&scene).await.expect(202);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn an_undone_conversion_gives_its_seat_back() {
    let scene = Scene::new().await;
    let id = scene.start_with(with_grace(into_session(&scene.prospect, ONE_SEAT))).await;
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 1));
    undo(&scene, id).await.expect(200);
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 0));
    let status = scene.admin.get(&format!("/api/prospects/{}/conversion-status", scene.prospect)).await;
    assert_eq!(status.expect(200).body, json!({ "enCours": false, "action": null, "dureeEcouleeMs": null }));
    let other = scene.prospect("Dumitrescu").await;
    scene.start_with(into_session(&other, ONE_SEAT)).await;
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_second_undo_returns_the_undone_action_and_changes_nothing() {
    let scene = Scene::new().await;
    let id = scene.start_with(with_grace(conversion(&scene.prospect))).await;
    let first = undo(&scene, id).await.expect(200).body.clone();
    let before = snapshot(&scene.app.db).await;
    assert_eq!(undo(&scene, id).await.expect(200).body, first);
    assert_eq!(snapshot(&scene.app.db).await, before);
}

#[tokio::test]
async fn what_has_left_or_ended_is_not_undone() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let before = snapshot(&scene.app.db).await;
    let answer = undo(&scene, id).await;
    answer.expect_problem(409, "DEJA_PARTIE");
    assert_eq!(answer.body["statutAction"], "EN_COURS");
    assert_eq!(snapshot(&scene.app.db).await, before);
    scene.succeed(id, "DUMI05112026").await;
    let answer = undo(&scene, id).await;
    answer.expect_problem(409, "DEJA_PARTIE");
    assert_eq!(answer.body["statutAction"], "TERMINEE");
}

#[tokio::test]
async fn a_claimed_call_has_left_for_ever() {
    let scene = Scene::new().await;
    let id = scene.start().await;
    let mut conn = scene.app.db.connect().await;
    let now = scene.app.state.clock.now();
    let lease = Lease { owner: "morte".into(), end: now + TimeDelta::seconds(40) };
    assert_eq!(outbox::claim(&mut conn, &lease, now, TypeAction::ALL, 8).await.unwrap().len(), 1);
    undo(&scene, id).await.expect_problem(409, "DEJA_PARTIE");
    // The lease is given back; n8n may have been called all the same.
    outbox::release(&conn, "morte").await.unwrap();
    undo(&scene, id).await.expect_problem(409, "DEJA_PARTIE");
    scene
        .app
        .db
        .execute("UPDATE conversions_en_cours SET date_depart = NULL, bail_proprietaire = NULL")
        .await;
    undo(&scene, id).await.expect_problem(409, "DEJA_PARTIE");
    assert_eq!(scene.app.dispatch().await.calls, 1);
}

#[tokio::test]
async fn a_claim_of_a_previous_version_marks_the_departure_too() {
    let scene = Scene::new().await;
    let id = scene.start().await;
    scene.app.db.execute("UPDATE conversions_en_cours SET bail_proprietaire = 'v1', bail_fin = now()").await;
    undo(&scene, id).await.expect_problem(409, "DEJA_PARTIE");
}

#[tokio::test]
async fn while_n8n_is_away_a_waiting_click_can_be_undone() {
    let scene = Scene::new().await;
    scene.n8n_is_down();
    for nom in ["Un", "Deux", "Trois", "Quatre", "Cinq"] {
        scene.start_with(conversion(&scene.prospect(nom).await)).await;
    }
    assert_eq!(scene.app.dispatch().await.calls, 5);
    // Asked without grace: it waits for n8n.
    let id = scene.start().await;
    scene.app.advance(TimeDelta::seconds(2));
    assert_eq!(scene.app.dispatch().await.calls, 0);
    assert_eq!(scene.action(id).await["etape"], "En attente de n8n, injoignable");
    assert_eq!(scene.action(id).await["annulableJusqua"], "2026-11-05T09:00:00Z");
    undo(&scene, id).await.expect(200);
    assert_eq!(count(&scene.app.db, "conversions_en_cours WHERE statut_action = 'ANNULEE'").await, 1);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn the_undo_of_a_second_try_gives_the_first_one_back() {
    let scene = Scene::new().await;
    let failed = scene.deliver_with(into_session(&scene.prospect, FIVE_SEATS)).await;
    scene.fail(failed).await;
    let path = format!("/api/actions/{failed}/relance");
    let again = id_of(scene.admin.post(&path, json!({ "delaiAnnulationS": GRACE })).await.expect(202));
    assert_eq!(scene.action(failed).await["relancable"], false);
    undo(&scene, again).await.expect(200);
    assert_eq!(scene.action(failed).await["relancable"], true);
    assert_eq!(scene.seats(FIVE_SEATS).await, (0, 0));
    scene.relance(failed).await.expect(202);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_callback_for_an_undone_action_is_refused() {
    let scene = Scene::new().await;
    let id = scene.start_with(with_grace(conversion(&scene.prospect))).await;
    undo(&scene, id).await.expect(200);
    let answer = scene.call_back(super::scene::success(id, "DUMI05112026")).await;
    answer.expect_problem(409, "RESULTAT_CONTRADICTOIRE");
    assert_eq!(answer.body["statutAction"], "ANNULEE");
    assert_eq!(scene.statut_prospect().await, "QUALIFIE");
}

#[tokio::test]
async fn the_audit_names_who_undid() {
    let scene = Scene::new().await;
    let id = scene.start_with(with_grace(conversion(&scene.prospect))).await;
    let paul = scene.app.login("paul@ecole.example", "Paul", "ADMIN").await;
    paul.post(&format!("/api/actions/{id}/annulation"), json!({})).await.expect(200);
    let audit = scene.admin.get(&format!("/api/prospects/{}/audit", scene.prospect)).await;
    let entry = &audit.expect(200).body["data"][0];
    assert_eq!((&entry["operation"], &entry["auteur"]), (&json!("ACTION_ANNULEE"), &json!("Paul Martin")));
    assert_eq!(entry["idConversion"], id);
    let named = "audit_prospects JOIN utilisateurs USING (id_utilisateur)
        WHERE operation = 'ACTION_ANNULEE' AND email = 'paul@ecole.example'";
    assert_eq!(count(&scene.app.db, named).await, 1);
}

#[tokio::test]
async fn the_stream_tells_the_undo_and_the_departure() {
    let scene = Scene::with(TestApp::setup().with_workers()).await;
    // The departure is told while n8n still works.
    scene.faults([Fault::new(FaultMode::Slow).delay_ms(600_000)]);
    let mut stream = Stream::open(&scene.admin).await;
    let undone = scene.start_with(with_grace(conversion(&scene.prospect))).await;
    let left = id_of(DEVIS.ask_with(&scene, with_grace(json!({}))).await.expect(202));
    undo(&scene, undone).await.expect(200);
    scene.app.advance(TimeDelta::seconds(GRACE));
    let mut told = Vec::new();
    while told.len() < 2 {
        let action = stream.next_of("action").await.data;
        if action["annulableJusqua"].is_null() {
            told.push((action["idConversion"].as_i64().unwrap(), action["statutAction"].clone()));
        }
    }
    assert_eq!(told, [(undone, json!("ANNULEE")), (left, json!("EN_COURS"))]);
}

#[tokio::test]
async fn a_grace_is_a_number_of_seconds_up_to_thirty() {
    let scene = Scene::new().await;
    for (delay, code) in
        [(json!(31), "HORS_LIMITES"), (json!(-1), "TYPE_INVALIDE"), (json!("court"), "TYPE_INVALIDE")]
    {
        for click in CLICKS {
            let mut body = (click.body)();
            body["delaiAnnulationS"] = delay.clone();
            let answer = click.ask_with(&scene, body).await;
            answer.expect_problem(422, "VALIDATION");
            assert_eq!(answer.body["erreurs"][0]["champ"], "delaiAnnulationS");
            assert_eq!(answer.body["erreurs"][0]["code"], code, "{delay}");
        }
        let mut body = conversion(&scene.prospect);
        body["delaiAnnulationS"] = delay;
        scene.ask(body).await.expect_problem(422, "VALIDATION");
    }
}

#[tokio::test]
async fn only_an_admin_undoes_and_only_a_known_action() {
    let scene = Scene::new().await;
    let id = scene.start_with(with_grace(conversion(&scene.prospect))).await;
    let path = format!("/api/actions/{id}/annulation");
    scene.app.anonymous().post(&path, json!({})).await.expect_problem(401, "NON_AUTHENTIFIE");
    let trainer = scene.app.login("felix@ecole.example", "Félix", "FORMATEUR").await;
    trainer.post(&path, json!({})).await.expect_problem(403, "ACCES_REFUSE");
    undo(&scene, id + 1).await.expect_problem(404, "INTROUVABLE");
    scene.admin.post("/api/actions/douze/annulation", json!({})).await.expect_problem(404, "INTROUVABLE");
    assert_eq!(scene.statut(id).await, "EN_COURS");
}

/// Number of actions that are undone around their departure.
const MANY: i64 = 1_000;
/// Number of undos in flight.
const AT_ONCE: usize = 20;

/// Inserts actions whose grace ends at random within two seconds; returns their identifiers in this order.
async fn many(scene: &Scene) -> Vec<i64> {
    let now = scene.app.state.clock.now();
    let sql = format!(
        "WITH p AS (INSERT INTO prospects (nom, prenom, emails, telephones, statut_prospect, source, nb_echanges,
                date_premier_contact, date_dernier_contact)
            SELECT 'Nom' || i, 'Prénom', '{{}}', '{{}}', 'QUALIFIE', 'SALON', 0, '{now}', '{now}'
            FROM generate_series(1, {MANY}) AS i RETURNING id_prospect),
        n AS (INSERT INTO notifications (categorie, type, priorite, titre, message, audience, date_creation)
            SELECT 'PROSPECT', 'ACTION_START', 'BASSE', 'Traitement en cours', 'Devis', 'ADMIN', '{now}' FROM p)
        INSERT INTO conversions_en_cours (id_prospect, type_action, demande_par, date_debut, prochaine_tentative)
        SELECT id_prospect, 'GENERER_DEVIS', 'Sophie Martin', '{now}', '{now}'::timestamptz + random() * interval '2 s'
        FROM p"
    );
    scene.app.db.execute(&sql).await;
    let ids = "SELECT string_agg(id_conversion::text, ' ' ORDER BY prochaine_tentative) AS text FROM conversions_en_cours";
    scene.app.db.text(ids).await.unwrap().split(' ').map(|id| id.parse().unwrap()).collect()
}

/// Undoes actions in the order of their departures while the clock moves through them; returns the statuses.
async fn undo_each(scene: &Scene, ids: &[i64]) -> Vec<u16> {
    stream::iter(ids)
        .map(|id| async move {
            scene.app.advance(TimeDelta::milliseconds(2));
            undo(scene, *id).await.status.as_u16()
        })
        .buffered(AT_ONCE)
        .collect()
        .await
}

#[tokio::test]
async fn of_a_thousand_undos_around_the_departure_each_is_undone_or_called_and_never_both() {
    let scene = Scene::with(TestApp::setup().set("DB_POOL_SIZE", 20)).await;
    let ids = many(&scene).await;
    let dispatcher = |owner: &'static str| {
        let state = scene.app.state.clone();
        tokio::spawn(async move {
            loop {
                dispatch_due(&state, owner).await.unwrap();
                tokio::task::yield_now().await;
            }
        })
    };
    let (survivor, dies) = (dispatcher("un"), dispatcher("deux"));
    let (first, last) = ids.split_at(ids.len() / 2);
    let mut answers = undo_each(&scene, first).await;
    // It dies with the calls that it holds.
    dies.abort();
    assert!(dies.await.unwrap_err().is_cancelled());
    answers.extend(undo_each(&scene, last).await);
    survivor.abort();
    assert!(survivor.await.unwrap_err().is_cancelled());
    // The leases of both end, and what had left leaves again.
    scene.app.advance(TimeDelta::minutes(1));
    while scene.app.dispatch().await.calls > 0 {}

    let calls = scene.app.n8n.calls();
    let called = |id: &i64| calls.iter().any(|call| call.headers["webhook-id"] == format!("conv_{id}"));
    for (id, status) in ids.iter().zip(&answers) {
        match status {
            200 => assert!(!called(id), "action {id} was undone and called"),
            409 => assert!(called(id), "action {id} had left and was not called"),
            other => panic!("action {id}: {other}"),
        }
    }
    let undone = answers.iter().filter(|status| **status == 200).count();
    assert!(
        (1..ids.len()).contains(&undone),
        "{undone} were undone: the departures and the undos do not meet"
    );
    let stored = count(&scene.app.db, "conversions_en_cours WHERE statut_action = 'ANNULEE'").await;
    assert_eq!(stored, i64::try_from(undone).unwrap());
    assert_invariants(&scene.app.db).await;
}
