//! Offers end by themselves, once each, and the seat goes down the list.

use chrono::TimeDelta;
use prospects_api::actions::expire_offers;

use super::places::{fill_one_seat, wait, waiting};
use crate::actions::invariants::assert_invariants;
use crate::candidats::decision::withdraw;
use crate::candidats::session::{candidate, choose};
use crate::instances::pair::Pair;
use crate::support::app::TestApp;
use crate::support::data;
use crate::support::scene::{CONVERT, FULL, ONE_SEAT, Scene, into_session};

/// Three days, after which an offer is over.
const OVER: TimeDelta = TimeDelta::days(3);

#[tokio::test]
async fn one_seat_goes_down_a_list_of_fifty_with_one_holder_at_a_time() {
    let scene = Scene::new().await;
    fill_one_seat(&scene).await;
    let people = data::prospects(&scene.app.db, 50).await;
    for prospect in &people {
        wait(&scene.admin, ONE_SEAT, prospect).await.expect(201);
    }
    withdraw(&scene.admin, 1).await.expect(200);
    for (rank, first) in people[..3].iter().enumerate() {
        // The former login is over by now.
        let admin = scene.app.admin().await;
        let open = waiting(&admin, ONE_SEAT).await;
        assert_eq!(open.len(), 50 - rank);
        assert_eq!(open[0], (first.clone(), "PROPOSEE".to_owned()));
        assert!(open[1..].iter().all(|(_, etat)| etat == "EN_ATTENTE"));
        assert_eq!(scene.seats(ONE_SEAT).await, (0, 1));
        assert_invariants(&scene.app.db).await;
        scene.app.advance(OVER - TimeDelta::seconds(1));
        assert_eq!(expire_offers(&scene.app.state).await.unwrap(), 0);
        scene.app.advance(TimeDelta::seconds(1));
        assert_eq!(expire_offers(&scene.app.state).await.unwrap(), 1);
    }
    let admin = scene.app.admin().await;
    assert_eq!(waiting(&admin, ONE_SEAT).await[0], (people[3].clone(), "PROPOSEE".to_owned()));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn an_offer_that_is_over_gives_no_seat_even_before_it_is_passed_on() {
    let scene = Scene::new().await;
    fill_one_seat(&scene).await;
    let people = data::prospects(&scene.app.db, 2).await;
    for prospect in &people {
        wait(&scene.admin, ONE_SEAT, prospect).await.expect(201);
    }
    withdraw(&scene.admin, 1).await.expect(200);
    scene.app.advance(OVER);
    let admin = scene.app.admin().await;
    let convert = async |prospect: &str| admin.post(CONVERT, into_session(prospect, ONE_SEAT)).await;
    convert(&people[0]).await.expect_problem(409, "SESSION_COMPLETE");
    assert_eq!(expire_offers(&scene.app.state).await.unwrap(), 1);
    convert(&people[0]).await.expect_problem(409, "SESSION_COMPLETE");
    convert(&people[1]).await.expect(202);
    scene.app.advance(OVER);
    assert_eq!(expire_offers(&scene.app.state).await.unwrap(), 0);
    assert_eq!(scene.seats(ONE_SEAT).await, (0, 1));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_list_that_fails_does_not_block_the_others() {
    let scene = Scene::new().await;
    let db = &scene.app.db;
    fill_one_seat(&scene).await;
    let people = data::prospects(db, 2).await;
    wait(&scene.admin, ONE_SEAT, &people[0]).await.expect(201);
    wait(&scene.admin, FULL, &people[1]).await.expect(201);
    withdraw(&scene.admin, 1).await.expect(200);
    db.execute(&format!("UPDATE sessions SET capacite = 1 WHERE id_session = {FULL}")).await;
    let of_one_seat = format!("UPDATE ON liste_attente FOR EACH ROW WHEN (OLD.id_session = {ONE_SEAT})");
    data::refuse(db, &of_one_seat).await;
    scene.app.advance(OVER);
    assert_eq!(expire_offers(&scene.app.state).await.unwrap(), 0);
    let offered =
        db.count("SELECT max(id_session) AS count FROM liste_attente WHERE etat = 'PROPOSEE'").await;
    assert_eq!(offered, FULL);
    db.execute("DROP TRIGGER refuser ON liste_attente").await;
    assert_eq!(expire_offers(&scene.app.state).await.unwrap(), 1);
    assert_invariants(db).await;
}

#[tokio::test]
async fn two_instances_end_an_offer_once_and_make_one_new_offer() {
    let pair = Pair::with(TestApp::setup).await;
    let db = &pair.one.db;
    let [admin, _] = pair.admin().await;
    candidate(db, "OCCU01112026").await;
    choose(&admin, 1, ONE_SEAT).await.expect(200);
    let people = data::prospects(db, 6).await;
    for prospect in &people {
        wait(&admin, ONE_SEAT, prospect).await.expect(201);
    }
    withdraw(&admin, 1).await.expect(200);
    for next in &people[1..5] {
        pair.one.advance(OVER);
        let ended = futures_util::join!(expire_offers(&pair.one.state), expire_offers(&pair.two.state));
        assert_eq!(ended.0.unwrap() + ended.1.unwrap(), 1);
        let [admin, _] = pair.admin().await;
        assert_eq!(waiting(&admin, ONE_SEAT).await[0], (next.clone(), "PROPOSEE".to_owned()));
        assert_invariants(db).await;
    }
}
