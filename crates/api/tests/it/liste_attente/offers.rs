//! A seat that comes free is offered; the answer converts the prospect or passes the seat on.

use chrono::TimeDelta;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use prospects_api::actions::expire_offers;
use serde_json::{Value, json};

use super::places::{fill_one_seat, list_of, wait, waiting};
use crate::actions::invariants::{assert_invariants, snapshot};
use crate::candidats::decision::{decide, withdraw};
use crate::candidats::session::{candidate, choose};
use crate::catalogue::requests::patch;
use crate::instances::pair::Pair;
use crate::intake::coordinates::waiting as blocked;
use crate::support::client::Answer;
use crate::support::data;
use crate::support::scene::{FIVE_SEATS, ONE_SEAT, Scene, count, into_session};
use crate::support::stream::Stream;

/// A full session with two who wait: the prospect of the scene, then another one. Returns both places.
async fn two_wait(scene: &Scene) -> (Value, Value, String) {
    fill_one_seat(scene).await;
    let other = scene.prospect("Nguyen").await;
    let first = wait(&scene.admin, ONE_SEAT, &scene.prospect).await.expect(201).body["idPlace"].clone();
    let second = wait(&scene.admin, ONE_SEAT, &other).await.expect(201).body["idPlace"].clone();
    (first, second, other)
}

async fn answer(scene: &Scene, place: &Value, accepte: bool) -> Answer {
    let path = format!("{}/{place}/reponse", list_of(ONE_SEAT));
    scene.admin.post(&path, json!({ "accepte": accepte })).await
}

async fn propose(scene: &Scene, place: &Value, body: Value) -> Answer {
    scene.admin.post(&format!("{}/{place}/proposition", list_of(ONE_SEAT)), body).await
}

#[tokio::test]
async fn a_seat_that_comes_free_is_offered_to_the_first_and_to_nobody_else() {
    let scene = Scene::new().await;
    let (_, _, other) = two_wait(&scene).await;
    withdraw(&scene.admin, 1).await.expect(200);
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 1));
    let open = [(scene.prospect.clone(), "PROPOSEE".to_owned()), (other.clone(), "EN_ATTENTE".to_owned())];
    assert_eq!(waiting(&scene.admin, ONE_SEAT).await, open);
    let told = scene.last_notification().await;
    assert_eq!(told["titre"], "Une place s’est libérée");
    assert_eq!(told["message"], "Session « Une place » : à proposer à Marie Dumitru.");
    scene.ask(into_session(&other, ONE_SEAT)).await.expect_problem(409, "SESSION_COMPLETE");
    decide(&scene.admin, 1, "ACCEPTE", None).await.expect_problem(409, "SESSION_COMPLETE");
    candidate(&scene.app.db, "AUTR01112026").await;
    choose(&scene.admin, 2, ONE_SEAT).await.expect_problem(409, "SESSION_COMPLETE");
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn an_accepted_offer_converts_with_the_seat_that_it_held() {
    let scene = Scene::new().await;
    let (first, _, other) = two_wait(&scene).await;
    withdraw(&scene.admin, 1).await.expect(200);
    let accepted = answer(&scene, &first, true).await.expect(200).body.clone();
    assert_eq!(accepted["etat"], "ACCEPTEE");
    let id = accepted["idConversion"].as_i64().unwrap();
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 1));
    assert_eq!(answer(&scene, &first, true).await.expect(200).body, accepted);
    assert_eq!(scene.app.dispatch().await.calls, 1);
    scene.succeed(id, "DUMI05112026").await;
    assert_eq!(scene.seats(ONE_SEAT).await, (1, 0));
    assert_eq!(scene.candidat().await["id_session"], ONE_SEAT);
    assert_eq!(waiting(&scene.admin, ONE_SEAT).await, [(other, "EN_ATTENTE".to_owned())]);
    assert_invariants(&scene.app.db).await;
}

/// Locks the record of the prospect of the scene, as every change of it does, until the transaction ends.
async fn locked(scene: &Scene) -> AsyncPgConnection {
    let mut holder = scene.app.db.connect().await;
    let lock =
        format!("BEGIN; SELECT FROM prospects WHERE id_prospect = '{}' FOR NO KEY UPDATE", scene.prospect);
    holder.batch_execute(&lock).await.unwrap();
    holder
}

#[tokio::test]
async fn an_offer_that_ends_a_moment_before_its_acceptance_converts_nobody() {
    for ending in ["REFUSEE", "RETIREE", "EXPIREE"] {
        let scene = Scene::new().await;
        fill_one_seat(&scene).await;
        let place = wait(&scene.admin, ONE_SEAT, &scene.prospect).await.expect(201).body["idPlace"].clone();
        withdraw(&scene.admin, 1).await.expect(200);
        let mut holder = locked(&scene).await;
        let ended = async {
            blocked(&scene.app, 1).await;
            let path = format!("{}/{place}", list_of(ONE_SEAT));
            match ending {
                "REFUSEE" => assert_eq!(answer(&scene, &place, false).await.status, 200),
                "RETIREE" => assert_eq!(scene.admin.delete(&path).await.status, 204),
                _ => {
                    scene.app.advance(TimeDelta::days(4));
                    assert_eq!(expire_offers(&scene.app.state).await.unwrap(), 1);
                }
            }
            holder.batch_execute("ROLLBACK").await.unwrap();
        };
        let (accepted, ()) = tokio::join!(answer(&scene, &place, true), ended);
        accepted.expect_problem(409, "PLACE_NON_PROPOSEE");
        assert_eq!(scene.seats(ONE_SEAT).await, (0, 0), "{ending}");
        assert_eq!(count(&scene.app.db, "conversions_en_cours").await, 0, "{ending}");
        assert_invariants(&scene.app.db).await;
    }
}

#[tokio::test]
async fn two_acceptances_at_once_start_one_conversion_and_have_one_answer() {
    let scene = Scene::new().await;
    let (first, _, _) = two_wait(&scene).await;
    withdraw(&scene.admin, 1).await.expect(200);
    let mut holder = locked(&scene).await;
    let (one, other, ()) = tokio::join!(answer(&scene, &first, true), answer(&scene, &first, true), async {
        blocked(&scene.app, 2).await;
        holder.batch_execute("ROLLBACK").await.unwrap();
    });
    assert_eq!(one.expect(200).body["etat"], "ACCEPTEE");
    assert_eq!(one.body, other.expect(200).body);
    assert_eq!(scene.app.dispatch().await.calls, 1);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn the_usual_conversion_of_somebody_who_has_an_offer_takes_the_offered_seat() {
    let scene = Scene::new().await;
    two_wait(&scene).await;
    withdraw(&scene.admin, 1).await.expect(200);
    let id = scene.deliver_with(into_session(&scene.prospect, ONE_SEAT)).await;
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 1));
    scene.succeed(id, "DUMI05112026").await;
    assert_eq!(scene.seats(ONE_SEAT).await, (1, 0));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_failed_conversion_leaves_the_offer_open_for_a_second_try() {
    let scene = Scene::new().await;
    let (first, _, _) = two_wait(&scene).await;
    withdraw(&scene.admin, 1).await.expect(200);
    let id = answer(&scene, &first, true).await.expect(200).body["idConversion"].as_i64().unwrap();
    scene.app.dispatch().await;
    scene.fail(id).await;
    assert_eq!(waiting(&scene.admin, ONE_SEAT).await[0], (scene.prospect.clone(), "PROPOSEE".to_owned()));
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 1));
    // n8n reports a success after all: the candidate gets the seat that is still offered.
    scene.succeed(id, "DUMI05112026").await;
    assert_eq!(scene.seats(ONE_SEAT).await, (1, 0));
    assert_eq!(scene.candidat().await["id_session"], ONE_SEAT);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_refused_offer_passes_to_the_next_one() {
    let scene = Scene::new().await;
    let (first, second, other) = two_wait(&scene).await;
    withdraw(&scene.admin, 1).await.expect(200);
    assert_eq!(answer(&scene, &first, false).await.expect(200).body["etat"], "REFUSEE");
    assert_eq!(waiting(&scene.admin, ONE_SEAT).await, [(other, "PROPOSEE".to_owned())]);
    let before = snapshot(&scene.app.db).await;
    answer(&scene, &first, false).await.expect(200);
    answer(&scene, &first, true).await.expect_problem(409, "PLACE_NON_PROPOSEE");
    assert_eq!(snapshot(&scene.app.db).await, before);
    answer(&scene, &second, false).await.expect(200);
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 0));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_seat_is_proposed_only_while_one_is_free_and_an_offer_can_be_prolonged() {
    let scene = Scene::new().await;
    let (first, second, _) = two_wait(&scene).await;
    propose(&scene, &first, json!({})).await.expect_problem(409, "SESSION_COMPLETE");
    answer(&scene, &first, false).await.expect_problem(409, "PLACE_NON_PROPOSEE");
    scene.app.db.execute("UPDATE sessions SET capacite = 2 WHERE id_session = 2").await;
    let offered = propose(&scene, &second, json!({})).await;
    assert_eq!(offered.expect(200).body["expireLe"], "2026-11-08T09:00:00Z");
    let longer = propose(&scene, &second, json!({ "expireLe": "2026-11-10T09:00:00Z" })).await;
    assert_eq!(longer.expect(200).body["expireLe"], "2026-11-10T09:00:00Z");
    assert_eq!(scene.seats(ONE_SEAT).await, (1, 1));
    for (end, code) in [
        ("2026-11-05T09:00:00Z", "DATE_PASSEE"),
        ("2026-12-06T09:00:00Z", "HORS_LIMITES"),
        ("demain", "DATE_INVALIDE"),
    ] {
        propose(&scene, &first, json!({ "expireLe": end })).await.expect_field("expireLe", code);
    }
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn an_offer_to_somebody_who_is_lost_frees_its_seat() {
    let scene = Scene::new().await;
    two_wait(&scene).await;
    withdraw(&scene.admin, 1).await.expect(200);
    let loss =
        format!("UPDATE prospects SET statut_prospect = 'PERDU' WHERE id_prospect = '{}'", scene.prospect);
    scene.app.db.execute(&loss).await;
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 0));
    assert_invariants(&scene.app.db).await;
    expire_offers(&scene.app.state).await.unwrap();
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 1));
    let id = scene.deliver_with(into_session(&scene.prospect("Petit").await, FIVE_SEATS)).await;
    scene.fail(id).await;
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn the_pages_of_both_instances_hear_of_the_record_that_gets_an_offer() {
    let pair = Pair::at_work().await;
    let [at_one, at_two] = pair.admin().await;
    candidate(&pair.one.db, "OCCU01112026").await;
    choose(&at_one, 1, ONE_SEAT).await.expect(200);
    let waits = data::prospect(&pair.one.db, "Nguyen", "Lan").await;
    // By SQL, so that no page hears of the record before.
    let place = format!(
        "INSERT INTO liste_attente (id_session, id_prospect, date_inscription, inscrit_par)
         VALUES ({ONE_SEAT}, '{waits}', '2026-11-05T08:00:00Z', 'Sophie Martin')"
    );
    pair.one.db.execute(&place).await;
    pair.until_listening(2).await;
    let mut streams = [Stream::open(&at_one).await, Stream::open(&at_two).await];
    withdraw(&at_one, 1).await.expect(200);
    for stream in &mut streams {
        let offered = json!({ "idProspect": waits });
        stream.next_where(|event| event.name == "prospect" && event.data == offered).await;
    }
    assert_eq!(waiting(&at_one, ONE_SEAT).await, [(waits, "PROPOSEE".to_owned())]);
}

#[tokio::test]
async fn an_archived_formation_offers_no_seat() {
    let scene = Scene::new().await;
    let (first, _, other) = two_wait(&scene).await;
    withdraw(&scene.admin, 1).await.expect(200);
    let archive = json!({ "active": false });
    patch(&scene.admin, "/api/formations/CAP_BJ", &archive).await.expect(200);
    answer(&scene, &first, true).await.expect_field("idSession", "SESSION_FERMEE");
    answer(&scene, &first, false).await.expect(200);
    assert_eq!(expire_offers(&scene.app.state).await.unwrap(), 0);
    assert_eq!(waiting(&scene.admin, ONE_SEAT).await, [(other.clone(), "EN_ATTENTE".to_owned())]);
    let third = scene.prospect("Petit").await;
    wait(&scene.admin, ONE_SEAT, &third).await.expect_field("idSession", "SESSION_FERMEE");
    patch(&scene.admin, "/api/formations/CAP_BJ", &json!({ "active": true })).await.expect(200);
    expire_offers(&scene.app.state).await.unwrap();
    assert_eq!(waiting(&scene.admin, ONE_SEAT).await, [(other, "PROPOSEE".to_owned())]);
    assert_invariants(&scene.app.db).await;
}
