//! Seats under load: random operations against a model of the seats, and two hundred at once.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use futures_util::{StreamExt as _, stream};
use prospects_api::actions::expire_offers;
use serde_json::{Value, json};

use super::places::{list_of, wait};
use crate::actions::invariants::assert_invariants;
use crate::candidats::decision::{decide, withdraw};
use crate::candidats::session::{candidate, choose, given};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::data;
use crate::support::db::TestDb;
use crate::support::scene::ONE_SEAT;

/// Number of operations of the sequence.
const OPERATIONS: usize = 1_000;
/// Number of candidates.
const CANDIDATES: i64 = 6;
/// Sessions of `CAP_BJ` in which the candidates move, with their capacities.
const SESSIONS: [(i64, usize); 3] = [(1, 2), (2, 1), (3, 1)];

/// A small generator of numbers (Numerical Recipes' LCG), so that a run repeats.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// The seats as the product describes them: each candidate has a session and is active or not.
#[derive(Default)]
struct Model(BTreeMap<i64, (Option<i64>, bool)>);

impl Model {
    fn taken(&self, session: i64) -> usize {
        self.0.values().filter(|(own, active)| *active && *own == Some(session)).count()
    }

    fn is_full(&self, session: i64) -> bool {
        let (_, capacity) = SESSIONS.into_iter().find(|(id, _)| *id == session).unwrap();
        self.taken(session) >= capacity
    }

    /// Returns the status of a move.
    fn choose(&mut self, id: i64, session: i64) -> u16 {
        let (own, active) = self.0[&id];
        if own != Some(session) {
            if active && self.is_full(session) {
                return 409;
            }
            self.0.insert(id, (Some(session), active));
        }
        200
    }

    /// Returns the status of a decision or a withdrawal.
    fn settle(&mut self, id: i64, active: bool) -> u16 {
        let (own, before) = self.0[&id];
        if active && !before && own.is_some_and(|session| self.is_full(session)) {
            return 409;
        }
        self.0.insert(id, (own, active));
        200
    }
}

async fn small_sessions(db: &TestDb) {
    for (id, capacity) in SESSIONS {
        db.execute(&format!("UPDATE sessions SET capacite = {capacity} WHERE id_session = {id}")).await;
    }
}

#[tokio::test]
async fn a_thousand_random_changes_of_seats_agree_with_the_model() {
    let app = TestApp::start().await;
    small_sessions(&app.db).await;
    let admin = app.admin().await;
    let (mut model, mut dice) = (Model::default(), Dice(20_261_204));
    for id in 1..=CANDIDATES {
        candidate(&app.db, &format!("CAND{id}")).await;
        model.0.insert(id, (None, true));
    }
    for step in 0..OPERATIONS {
        let id = i64::try_from(dice.below(usize::try_from(CANDIDATES).unwrap())).unwrap() + 1;
        let (session, _) = SESSIONS[dice.below(SESSIONS.len())];
        let (status, expected) = match dice.below(6) {
            0..=2 => (choose(&admin, id, session).await.status, model.choose(id, session)),
            3 => (withdraw(&admin, id).await.status, model.settle(id, false)),
            4 => (decide(&admin, id, "REFUSE", Some("Niveau")).await.status, model.settle(id, false)),
            _ => (decide(&admin, id, "ACCEPTE", None).await.status, model.settle(id, true)),
        };
        assert_eq!(status.as_u16(), expected, "step {step}, candidate {id}");
        if step % 50 == 0 {
            for (session, _) in SESSIONS {
                let taken = i64::try_from(model.taken(session)).unwrap();
                assert_eq!(given(&app.db, session).await, taken, "step {step}, session {session}");
            }
        }
    }
    assert_invariants(&app.db).await;
}

/// One random operation on a seat: of a candidate, of somebody who waits, or of the clock.
async fn operate(app: &TestApp, admin: &Client, prospects: &[String], number: usize) -> u16 {
    let mut dice = Dice(u64::try_from(number).unwrap() * 7_919);
    dice.below(2);
    let id = i64::try_from(dice.below(4)).unwrap() + 1;
    let (session, _) = SESSIONS[dice.below(SESSIONS.len())];
    let prospect = &prospects[dice.below(prospects.len())];
    let answer = match dice.below(7) {
        0 => choose(admin, id, session).await,
        1 => withdraw(admin, id).await,
        2 => decide(admin, id, "REFUSE", Some("Niveau")).await,
        3 => decide(admin, id, "ACCEPTE", None).await,
        4 => wait(admin, session, prospect).await,
        5 => {
            let body = json!({ "idProspect": prospect, "formationRetenue": "CAP_BJ", "idSession": session });
            admin.post("/api/prospects/convertir-candidat", body).await
        }
        _ => {
            expire_offers(&app.state).await.unwrap();
            let rows = admin.get(&list_of(session)).await.body["data"].clone();
            let offered = rows.as_array().unwrap().iter().find(|row| row["etat"] == "PROPOSEE").cloned();
            let Some(offered) = offered else { return 200 };
            let path = format!("{}/{}/reponse", list_of(session), offered["idPlace"]);
            admin.post(&path, json!({ "accepte": dice.below(2) == 0 })).await
        }
    };
    answer.status.as_u16()
}

#[tokio::test]
async fn two_hundred_operations_at_once_on_three_sessions_give_no_seat_twice() {
    let app = TestApp::setup().set("DB_POOL_SIZE", 20).start().await;
    small_sessions(&app.db).await;
    let admin = app.admin().await;
    for id in 1..=4 {
        candidate(&app.db, &format!("CAND{id}")).await;
    }
    let prospects = data::prospects(&app.db, 12).await;
    let operations = (0..200).map(|number| operate(&app, &admin, &prospects, number));
    let statuses: Vec<u16> = stream::iter(operations).buffer_unordered(40).collect().await;
    assert!(statuses.iter().all(|status| matches!(status, 200 | 201 | 202 | 409 | 422)), "{statuses:?}");
    assert_invariants(&app.db).await;
    app.advance(TimeDelta::days(4));
    expire_offers(&app.state).await.unwrap();
    assert_invariants(&app.db).await;
    let admin = app.admin().await;
    let held: Value = admin.get(&list_of(ONE_SEAT)).await.expect(200).body.clone();
    let offers = held["data"].as_array().unwrap().iter().filter(|row| row["etat"] == "PROPOSEE").count();
    assert!(offers <= 1, "{held}");
}
