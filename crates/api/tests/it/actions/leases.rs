//! Leases: one instance makes each call, and another one makes it if that instance dies.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use common::{EvenementAction, TypeAction};
use diesel::dsl::sql;
use diesel::sql_types::BigInt;
use diesel_async::AsyncPgConnection;
use n8n_sim::{Fault, FaultMode};
use prospects_api::actions::{carry_out, claim_due};
use prospects_api::db::outbox::{self, Delivery, Lease, Made};
use prospects_api::db::{action_events, actions};

use super::invariants::assert_invariants;
use super::scene::{Scene, conversion, count};
use crate::reading::plans::Explained;
use crate::sante::plans::ended_actions;
use crate::support::app::{SOON, dispatch_due};
use crate::support::data;
use crate::support::db::TestDb;

/// Duration of the lease that [`claim`] takes.
const LEASE: TimeDelta = TimeDelta::seconds(60);

/// Claims due calls for `owner`; returns the lease and the number of calls.
async fn claim(conn: &mut AsyncPgConnection, owner: &str, now: DateTime<Utc>) -> (Lease, usize) {
    let lease = Lease { owner: owner.into(), end: now + LEASE };
    let claimed = outbox::claim(conn, &lease, now, TypeAction::ALL, 8).await.unwrap();
    (lease, claimed.len())
}

#[tokio::test]
async fn two_instances_make_each_call_once() {
    let scene = Scene::new().await;
    for id in data::prospects(&scene.app.db, 30).await {
        scene.start_with(conversion(&id)).await;
    }
    let work = async |owner: &str| {
        let mut made = 0;
        loop {
            match dispatch_due(&scene.app.state, owner).await.unwrap().calls {
                0 => return made,
                calls => made += calls,
            }
        }
    };
    let (one, two) = tokio::join!(work("un"), work("deux"));
    assert_eq!(one + two, 30);
    let calls = scene.app.n8n.calls();
    let distinct: HashSet<_> = calls.iter().map(|call| call.headers["webhook-id"].clone()).collect();
    assert_eq!((calls.len(), distinct.len()), (30, 30));
    assert_eq!(count(&scene.app.db, "conversions_en_cours WHERE tentatives = 1").await, 30);
}

#[tokio::test]
async fn a_call_under_way_is_not_made_by_another_instance() {
    let scene = Scene::new().await;
    scene.faults([Fault::new(FaultMode::Slow).delay_ms(600_000)]);
    scene.start().await;
    let state = scene.app.state.clone();
    let first = tokio::spawn(async move { dispatch_due(&state, "un").await });
    assert!(scene.app.n8n.wait_until(SOON, |n8n| n8n.calls().len() == 1).await);
    assert_eq!(dispatch_due(&scene.app.state, "deux").await.unwrap().calls, 0);
    assert!(!first.is_finished());
    first.abort();
}

#[tokio::test]
async fn what_a_dead_instance_held_is_taken_over_when_its_lease_ends() {
    let scene = Scene::new().await;
    scene.faults([Fault::new(FaultMode::Slow).delay_ms(600_000)]);
    let id = scene.start().await;
    let state = scene.app.state.clone();
    let dies = tokio::spawn(async move { dispatch_due(&state, "morte").await });
    assert!(scene.app.n8n.wait_until(SOON, |n8n| n8n.calls().len() == 1).await);
    // It dies during its call and records nothing.
    dies.abort();
    assert!(dies.await.unwrap_err().is_cancelled());
    scene.app.advance(TimeDelta::milliseconds(39_999));
    assert_eq!(scene.app.dispatch().await.calls, 0, "the lease outlives the call's own timeout of 30 s");
    scene.app.advance(TimeDelta::milliseconds(1));
    assert_eq!(scene.app.dispatch().await.calls, 1);
    let calls = scene.app.n8n.calls();
    assert_eq!(calls[1].headers["webhook-id"], format!("conv_{id}"));
    assert!(calls[1].duplicate, "n8n can tell that it is the same");
    scene.succeed(id, "DUMI05112026").await;
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_lease_claimed_and_never_used_is_taken_over_when_it_ends() {
    let scene = Scene::new().await;
    scene.start().await;
    scene
        .app
        .db
        .execute(
            "UPDATE conversions_en_cours
             SET bail_proprietaire = 'morte', bail_fin = prochaine_tentative + interval '60 s'",
        )
        .await;
    assert_eq!(scene.app.dispatch().await.calls, 0);
    scene.app.advance(TimeDelta::seconds(60));
    assert_eq!(scene.app.dispatch().await.calls, 1);
    assert_eq!(scene.app.n8n.calls().len(), 1);
}

#[tokio::test]
async fn an_attempt_that_lost_its_lease_writes_nothing_down() {
    // Another instance takes over, or the instance itself.
    for next in ["rapide", "lente"] {
        let scene = Scene::new().await;
        let id = scene.start().await;
        let now = scene.app.state.clock.now();
        let mut conn = scene.app.db.connect().await;
        let (former, claimed) = claim(&mut conn, "lente", now).await;
        assert_eq!(claimed, 1);
        // Its lease ends while n8n is still working.
        let later = now + LEASE;
        let (lease, claimed) = claim(&mut conn, next, later).await;
        assert_eq!(claimed, 1);
        let before = super::invariants::snapshot(&scene.app.db).await;
        let made = |lease| Made { lease, at: later, http: Some(200) };
        let due = later + LEASE;
        assert!(!outbox::deliver(&mut conn, id.into(), made(&former), due, None).await.unwrap());
        assert!(!outbox::retry(&mut conn, id.into(), made(&former), later).await.unwrap());
        assert!(!outbox::give_up(&mut conn, id.into(), made(&former)).await.unwrap());
        outbox::give_back(&mut conn, id.into(), &former).await.unwrap();
        assert_eq!(super::invariants::snapshot(&scene.app.db).await, before);
        assert!(outbox::deliver(&mut conn, id.into(), made(&lease), due, None).await.unwrap());
        assert_eq!(scene.action(id).await["tentatives"], 1);
    }
}

#[tokio::test]
async fn a_call_that_could_outlive_its_lease_is_given_back() {
    // The lease is 10 s longer than the timeout of the call.
    for (stall_ms, calls) in [(10_000, 1), (10_001, 0)] {
        let scene = Scene::new().await;
        scene.start().await;
        let claimed = claim_due(&scene.app.state, &"lente".into(), 8).await.unwrap();
        scene.app.advance(TimeDelta::milliseconds(stall_ms));
        carry_out(&scene.app.state, &claimed[0]).await;
        assert_eq!(scene.app.n8n.calls().len(), calls);
        assert_eq!(scene.app.dispatch().await.calls, 1 - calls, "due again at once, if it was not made");
        assert_eq!(scene.app.n8n.calls().len(), 1);
        assert_invariants(&scene.app.db).await;
    }
}

#[tokio::test]
async fn a_call_that_its_instance_has_claimed_again_is_made_once() {
    let scene = Scene::new().await;
    let id = scene.start().await;
    let former = claim_due(&scene.app.state, &"une".into(), 8).await.unwrap();
    scene.app.advance(TimeDelta::seconds(40));
    let claimed = claim_due(&scene.app.state, &"une".into(), 8).await.unwrap();
    carry_out(&scene.app.state, &former[0]).await;
    assert_eq!(scene.app.n8n.calls().len(), 0);
    assert_eq!(scene.app.dispatch().await.calls, 0, "the second lease holds the call");
    carry_out(&scene.app.state, &claimed[0]).await;
    assert_eq!(scene.app.n8n.calls().len(), 1);
    assert_eq!(scene.action(id).await["tentatives"], 1);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn an_instance_that_stops_gives_its_leases_back() {
    let scene = Scene::new().await;
    scene.start().await;
    let now = scene.app.state.clock.now();
    let mut conn = scene.app.db.connect().await;
    claim(&mut conn, "partante", now).await;
    assert_eq!(scene.app.dispatch().await.calls, 0);
    assert_eq!(outbox::release(&conn, "partante").await.unwrap(), 1);
    assert_eq!(scene.app.dispatch().await.calls, 1);
}

/// A bulk change makes a small table large at once: a plan from before would read all its rows for each call.
#[tokio::test]
async fn claims_and_accepted_calls_are_planned_each_time() {
    use diesel_async::RunQueryDsl;

    let scene = Scene::new().await;
    let id = scene.start().await;
    let now = scene.app.state.clock.now();
    let mut conn = scene.app.db.connect().await;
    let (lease, claimed) = claim(&mut conn, "une", now).await;
    assert_eq!(claimed, 1);
    let delivery = Delivery {
        id: id.into(),
        lease,
        at: now,
        http: Some(200),
        deadline: now + LEASE,
        execution_id: None,
        type_action: TypeAction::ConvertirCandidat,
        detail: String::new(),
    };
    assert_eq!(outbox::deliver_all(&mut conn, &[delivery], "").await.unwrap(), [id.into()]);
    let kept = "(SELECT count(*) FROM pg_prepared_statements
        WHERE statement ~ 'bail_fin' AND statement !~ 'pg_prepared_statements')";
    let kept: i64 = RunQueryDsl::get_result(diesel::select(sql::<BigInt>(kept)), &mut conn).await.unwrap();
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn deliveries_are_recorded_together_for_running_actions_that_their_lease_still_holds() {
    let scene = Scene::new().await;
    let now = scene.app.state.clock.now();
    let mut ids = Vec::new();
    for prospect in data::prospects(&scene.app.db, 4).await {
        ids.push(scene.start_with(conversion(&prospect)).await);
    }
    let mut conn = scene.app.db.connect().await;
    let (lease, claimed) = claim(&mut conn, "une", now).await;
    assert_eq!(claimed, 4);
    scene.succeed(ids[1], "DUMI05112026").await;
    // Another instance has claimed one again, and the instance itself another one.
    for (id, lease) in
        [(ids[2], "bail_proprietaire = 'deux'"), (ids[3], "bail_fin = bail_fin + interval '60 s'")]
    {
        let claimed = format!("UPDATE conversions_en_cours SET {lease} WHERE id_conversion = {id}");
        scene.app.db.execute(&claimed).await;
    }
    let deliveries = ids.iter().map(|id| Delivery {
        id: (*id).into(),
        lease: lease.clone(),
        at: now,
        http: Some(202),
        deadline: now + LEASE,
        execution_id: Some("e-1".to_owned()),
        type_action: TypeAction::ConvertirCandidat,
        detail: String::new(),
    });
    let recorded =
        outbox::deliver_all(&mut conn, &deliveries.collect::<Vec<_>>(), "En attente").await.unwrap();
    assert_eq!(recorded, [ids[0].into()]);
    let delivered = "conversions_en_cours WHERE tentatives = 1 AND prochaine_tentative IS NULL
        AND bail_fin IS NULL AND date_echeance IS NOT NULL AND execution_id = 'e-1' AND statut_http = 202";
    assert_eq!(count(&scene.app.db, delivered).await, 1);
    assert_eq!(count(&scene.app.db, "conversions_en_cours WHERE tentatives = 0").await, 3);
}

#[tokio::test]
async fn a_shutdown_does_not_go_through_the_actions_that_have_ended() {
    let db = TestDb::create().await;
    ended_actions(&db).await;
    let explained = Explained::connect(&db).await;
    explained
        .expect_whole_only(&[], async |conn| assert_eq!(outbox::release(conn, "une").await.unwrap(), 0))
        .await;
}

#[tokio::test]
async fn the_writes_of_an_action_stay_prepared_on_their_connection() {
    use diesel_async::RunQueryDsl;

    let scene = Scene::new().await;
    let id = scene.start().await;
    let mut conn = scene.app.db.connect().await;
    let now = scene.app.state.clock.now();
    action_events::insert(&conn, id.into(), now, EvenementAction::Etape, "un pas").await.unwrap();
    assert!(actions::update_step(&mut conn, id.into(), "un pas", None).await.unwrap());
    let prepared = "(SELECT count(*) FROM pg_prepared_statements WHERE statement ~ '^(INSERT|UPDATE) ')";
    let query = diesel::select(sql::<BigInt>(prepared));
    let prepared: i64 = RunQueryDsl::get_result(query, &mut conn).await.unwrap();
    assert_eq!(prepared, 2);
}
