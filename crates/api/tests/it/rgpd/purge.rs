//! Purge of old rows, and the functions that still work afterwards.

use chrono::TimeDelta;
use diesel_async::SimpleAsyncConnection as _;
use prospects_api::db::purges::{self, NOTIFICATIONS};
use serde_json::json;

use crate::actions::invariants::assert_invariants;
use crate::actions::scene::{CONVERT, Scene, conversion, count};
use crate::instances::pair::Pair;
use crate::lots::{finish, people, rehearse};
use crate::notifications::rows::{notify, settle};
use crate::support::app::TestApp;
use crate::support::stream::Stream;

/// Inserts two rows per table: one older than its retention period at the start of time, one not.
const OLD_AND_NEW: &str = "
    INSERT INTO journal_erreurs (date_erreur, nom_workflow, message_erreur, severite, resolu, date_resolution)
        SELECT d, 'Tri', 'Échec', 'ERREUR', r, CASE WHEN r THEN d END
        FROM unnest(ARRAY['2025-11-05T08:00Z', '2025-11-05T10:00Z']::timestamptz[]) d, unnest(ARRAY[true, false]) r;
    INSERT INTO notifications (categorie, type, priorite, titre, message, audience, date_creation)
        SELECT 'SYSTEM', 'ERREUR', 'HAUTE', 'Titre', 'Message', 'ADMIN', d
        FROM unnest(ARRAY['2026-05-05T08:00Z', '2026-05-05T10:00Z']::timestamptz[]) d;
    INSERT INTO notifications_lues SELECT id_utilisateur, id FROM utilisateurs, notifications;
    INSERT INTO audit_prospects (id_prospect, date_evenement, operation, auteur)
        SELECT 'PROS_1', d, 'AJOUT', 'n8n' FROM unnest(ARRAY['2023-11-05T08:00Z', '2023-11-05T10:00Z']::timestamptz[]) d;
    INSERT INTO journal_securite (date_evenement, evenement)
        SELECT d, 'EXPORT' FROM unnest(ARRAY['2025-11-05T08:00Z', '2025-11-05T10:00Z']::timestamptz[]) d;
    INSERT INTO auth_sessions SELECT d::text::bytea, id_utilisateur, d, d, d
        FROM utilisateurs, unnest(ARRAY['2026-11-05T08:00Z', '2026-11-05T10:00Z']::timestamptz[]) d;
    INSERT INTO echecs_authentification (adresse, date_echec)
        SELECT '203.0.113.7', d FROM unnest(ARRAY['2026-11-04T08:00Z', '2026-11-04T10:00Z']::timestamptz[]) d;
    INSERT INTO invitations (jeton_hash, id_utilisateur, date_creation, date_expiration)
        SELECT '\\x01', id_utilisateur, '2026-11-01T08:00Z', '2026-11-05T08:00Z' FROM utilisateurs";

#[tokio::test]
async fn what_is_older_than_its_time_of_keeping_goes_and_the_rest_stays() {
    let app = TestApp::start().await;
    app.admin().await;
    app.db.connect().await.batch_execute(OLD_AND_NEW).await.unwrap();
    assert_eq!(app.purge().await, 10);
    for (rows, kept) in [
        ("journal_erreurs", 2),
        ("journal_erreurs WHERE date_erreur < '2025-11-05T09:00Z'", 0),
        ("notifications", 1),
        ("notifications WHERE date_creation < '2026-05-05T09:00Z'", 0),
        ("notifications_lues", 1),
        ("audit_prospects", 1),
        ("audit_prospects WHERE date_evenement < '2023-11-05T09:00Z'", 0),
        ("journal_securite WHERE evenement = 'EXPORT'", 1),
        ("journal_securite WHERE date_evenement < '2025-11-05T09:00Z'", 0),
        // The session of the logged-in admin is a third one.
        ("auth_sessions", 2),
        ("auth_sessions WHERE date_expiration < '2026-11-05T09:00Z'", 0),
        ("echecs_authentification", 1),
        ("invitations", 0),
    ] {
        assert_eq!(count(&app.db, rows).await, kept, "{rows}");
    }
}

#[tokio::test]
async fn the_story_of_an_action_goes_long_after_its_end_and_never_while_it_runs() {
    let scene = Scene::new().await;
    let ended = scene.deliver().await;
    scene.fail(ended).await;
    let running = scene.deliver().await;
    let age =
        |column: &str, table: &str| format!("UPDATE {table} SET {column} = {column} - interval '4 years'");
    scene.app.db.execute(&age("date_evenement", "conversions_journal")).await;
    scene.app.purge().await;
    let story =
        async |id| count(&scene.app.db, &format!("conversions_journal WHERE id_conversion = {id}")).await;
    assert!(story(ended).await > 0, "it ended today");
    scene.app.db.execute(&age("date_fin", "conversions_en_cours")).await;
    scene.app.advance(TimeDelta::hours(1));
    scene.app.purge().await;
    assert_eq!(story(ended).await, 0);
    assert!(story(running).await > 0);
    assert_eq!(scene.action(ended).await["journal"], json!([]));
}

#[tokio::test]
async fn a_purge_is_made_once_an_hour_whatever_the_number_of_instances() {
    let pair = Pair::with(TestApp::setup).await;
    let (one, two) = futures_util::join!(pair.one.purge(), pair.two.purge());
    assert_eq!(one + two, 10);
    assert_eq!(pair.two.purge().await, 0);
    pair.one.advance(TimeDelta::hours(1));
    assert_eq!(pair.two.purge().await, 10);
    assert_eq!(pair.one.purge().await, 0);
}

#[tokio::test]
async fn a_table_that_cannot_be_purged_does_not_block_the_others() {
    let app = TestApp::start().await;
    app.db.connect().await.batch_execute(OLD_AND_NEW).await.unwrap();
    app.db.execute("ALTER TABLE journal_erreurs RENAME TO autre").await;
    assert_eq!(app.purge().await, 9);
    assert_eq!(count(&app.db, "notifications").await, 1);
    app.db.execute("ALTER TABLE autre RENAME TO journal_erreurs").await;
    app.advance(TimeDelta::hours(1));
    assert_eq!(app.purge().await, 10);
    assert_eq!(count(&app.db, "journal_erreurs").await, 2);
}

#[tokio::test]
async fn a_bulk_change_that_nobody_launched_goes_after_a_week() {
    let scene = Scene::new().await;
    let (app, admin) = (&scene.app, &scene.admin);
    let ids = people(&app.db, 2).await;
    let asked = || json!({ "statutProspect": "NOUVEAU" });
    rehearse(admin, "STATUT", asked(), &ids).await;
    let launched = rehearse(admin, "STATUT", asked(), &ids).await;
    finish(app, admin, &launched).await;
    app.advance(TimeDelta::days(7));
    app.purge().await;
    assert_eq!((count(&app.db, "lots").await, count(&app.db, "lots_lignes").await), (2, 4));
    app.advance(TimeDelta::hours(1));
    app.purge().await;
    assert_eq!((count(&app.db, "lots").await, count(&app.db, "lots_lignes").await), (1, 2));
    assert_eq!(count(&app.db, "lots WHERE etat = 'TERMINE'").await, 1);
}

#[tokio::test]
async fn more_than_a_batch_goes_in_one_pass() {
    let app = TestApp::start().await;
    app.db
        .execute(
            "INSERT INTO notifications (categorie, type, priorite, titre, message, audience, date_creation)
             SELECT 'SYSTEM', 'ERREUR', 'HAUTE', 'Titre', 'Message', 'ADMIN', '2020-01-01T00:00Z' FROM generate_series(1, 1201)",
        )
        .await;
    app.purge().await;
    assert_eq!(count(&app.db, "notifications").await, 0);
}

#[tokio::test]
async fn times_of_keeping_can_be_chosen() {
    let setup = TestApp::setup().set("RETENTION_NOTIFICATIONS_MOIS", 3).set("RETENTION_JOURNAL_MOIS", 4);
    let app = setup.start().await;
    app.db.connect().await.batch_execute(OLD_AND_NEW).await.unwrap();
    app.purge().await;
    assert_eq!(count(&app.db, "notifications").await, 0);
    assert_eq!(count(&app.db, "journal_erreurs").await, 0);
}

#[tokio::test]
async fn whoever_comes_back_after_a_purge_is_told_to_fetch_again_and_the_bell_counts_what_is_left() {
    let app = TestApp::setup().with_workers().start().await;
    let admin = app.admin().await;
    let old = notify(&app.db, "ADMIN", "ancienne").await;
    app.db.execute("UPDATE notifications SET date_creation = '2020-01-01T00:00Z'").await;
    notify(&app.db, "ADMIN", "récente").await;
    settle(&app.db).await;
    let mut bell = Stream::open(&admin).await;
    bell.next_where(|event| event.name == "compteurs" && event.data["nonLues"] == 2).await;
    app.purge().await;
    bell.next_where(|event| event.name == "compteurs" && event.data["nonLues"] == 1).await;
    let mut back = Stream::resume(&admin, &old.to_string()).await;
    assert_eq!(back.next_news().await.name, "resync");
    notify(&app.db, "ADMIN", "à présent").await;
    assert_eq!(back.next_titles(1).await, ["à présent"]);
}

#[tokio::test]
async fn a_stream_goes_on_when_no_notification_is_left() {
    let app = TestApp::setup().with_workers().start().await;
    let admin = app.admin().await;
    notify(&app.db, "ADMIN", "ancienne").await;
    app.db.execute("UPDATE notifications SET date_creation = '2020-01-01T00:00Z'").await;
    settle(&app.db).await;
    let mut stream = Stream::open(&admin).await;
    app.purge().await;
    let mut later = Stream::open(&admin).await;
    notify(&app.db, "ADMIN", "à présent").await;
    for stream in [&mut stream, &mut later] {
        assert_eq!(stream.next_titles(1).await, ["à présent"]);
    }
}

#[tokio::test]
async fn what_must_never_happen_is_not_mistaken_for_what_was_purged() {
    // PostgreSQL keeps the last five months of this journal by its own clock.
    let scene = Scene::with(TestApp::setup().set("RETENTION_JOURNAL_SECURITE_MOIS", 36)).await;
    let failed = scene.deliver().await;
    scene.fail(failed).await;
    let done = scene.deliver().await;
    scene.succeed(done, "DUMI05112026").await;
    for days in [200, 200] {
        scene.app.advance(TimeDelta::days(days));
        scene.app.purge().await;
        assert_invariants(&scene.app.db).await;
    }
    assert_eq!(count(&scene.app.db, "notifications").await, 0);
    assert_eq!(count(&scene.app.db, "journal_erreurs").await, 0);
    // Later rows follow the rules again.
    let other = scene.prospect("Martin").await;
    scene.app.admin().await.post(CONVERT, conversion(&other)).await.expect(202);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_longer_time_of_keeping_does_not_promise_rows_that_are_gone() {
    let app = TestApp::start().await;
    let mut conn = app.db.connect().await;
    let now = app.state.clock.now();
    let months = |kept: i64| now - TimeDelta::days(30 * kept);
    let since = "SELECT extract(epoch FROM conserve_depuis('notifications'))::bigint AS count";
    let mut promised = Vec::new();
    for (hours, kept) in [(1, 6), (2, 3), (3, 12), (4, 2)] {
        let at = now + TimeDelta::hours(hours);
        assert!(purges::claim(&mut conn, NOTIFICATIONS, at, at, months(kept)).await.unwrap());
        promised.push(app.db.count(since).await);
    }
    assert_eq!(promised, [6, 3, 3, 2].map(|kept| months(kept).timestamp()));
}

#[tokio::test]
async fn the_time_of_keeping_of_the_journal_of_security_can_be_chosen() {
    let app = TestApp::setup().set("RETENTION_JOURNAL_SECURITE_MOIS", 6).start().await;
    app.admin().await;
    app.db.connect().await.batch_execute(OLD_AND_NEW).await.unwrap();
    app.purge().await;
    assert_eq!(count(&app.db, "journal_securite WHERE evenement = 'EXPORT'").await, 0);
    assert_eq!(count(&app.db, "journal_securite WHERE evenement = 'CONNEXION'").await, 1);
}

#[tokio::test]
async fn an_append_only_table_loses_nothing_but_by_a_purge_of_what_is_old_whoever_asks() {
    let app = TestApp::start().await;
    app.db.connect().await.batch_execute(OLD_AND_NEW).await.unwrap();
    let mut conn = app.db.connect().await;
    for (table, purger, column, kept) in [
        ("audit_prospects", "audit_purger", "auteur", "10 months"),
        ("journal_securite", "journal_securite_purger", "detail", "4 months"),
    ] {
        for statement in [
            format!("DELETE FROM {table}"),
            format!("DELETE FROM {table} WHERE date_evenement < '2025-11-05T09:00Z'"),
            format!(
                "DO $$ BEGIN DELETE FROM {table} WHERE {column} <> '{purger}(timestamp with time zone,integer)'; END $$"
            ),
            format!("TRUNCATE {table}"),
            format!("UPDATE {table} SET {column} = 'x'"),
            format!("SELECT {purger}(now(), 500)"),
            format!("SELECT {purger}(now() - interval '{kept}', 500)"),
        ] {
            assert!(conn.batch_execute(&statement).await.is_err(), "{statement}");
        }
        assert_eq!(count(&app.db, table).await, 2);
    }
}
