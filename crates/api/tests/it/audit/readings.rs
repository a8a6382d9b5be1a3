//! Audit entries of readings: once per hour and person, never at the cost of the reading.

use chrono::TimeDelta;
use common::PorteeCle;
use reqwest::Method;
use serde_json::json;

use super::trace::{count, entries, story, told};
use crate::intake::records::{add, added, change_any, marie, marie_with};
use crate::support::app::{TestApp, until};
use crate::support::client::Answer;
use crate::support::data;
use crate::support::reading::add_candidat;

/// Scopes of a key that only writes.
const WRITE: &[PorteeCle] = &[PorteeCle::ProspectsEcrire];

#[tokio::test]
async fn opening_a_record_and_its_emails_is_written_down() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    admin.get(&format!("/api/prospects/{id}")).await.expect(200);
    admin.get(&format!("/api/prospects/{id}/emails")).await.expect(200);
    let seen = [("LECTURE", "Sophie Martin"), ("LECTURE_EMAILS", "Sophie Martin")];
    assert_eq!(story(&admin, &id).await, told(&seen));
    let first = entries(&admin, &id).await.pop().unwrap();
    let expected = json!({
        "date": "2026-11-05T09:00:00Z", "operation": "LECTURE", "champs": [], "ignores": [], "idConversion": null,
        "typeAction": null, "idLot": null, "auteur": "Sophie Martin",
    });
    assert_eq!(first, expected);
}

#[tokio::test]
async fn a_page_that_reads_a_record_again_leaves_one_entry_an_hour() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let path = format!("/api/prospects/{id}");
    let admin = app.admin().await;
    for minutes in [0, 30, 29] {
        app.advance(TimeDelta::minutes(minutes));
        admin.get(&path).await.expect(200);
    }
    assert_eq!(count(&app.db).await, 1);
    app.advance(TimeDelta::minutes(1));
    admin.get(&path).await.expect(200);
    assert_eq!(count(&app.db).await, 2);
}

#[tokio::test]
async fn a_reading_whose_entry_a_crash_may_have_lost_is_written_down_again() {
    let app = TestApp::setup().with_workers().start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let path = format!("/api/prospects/{id}");
    let admin = app.admin().await;
    let listening = "FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'prospects-api wake'";
    let number = format!("SELECT count(*) AS count {listening}");
    until(async || (app.db.count(&number).await == 1).then_some(())).await;
    admin.get(&path).await.expect(200);
    assert_eq!(count(&app.db).await, 1);
    // A crash loses the commits of the last moments, and every connection.
    app.db.execute("ALTER TABLE audit_prospects DISABLE TRIGGER USER").await;
    app.db.execute("DELETE FROM audit_prospects").await;
    app.db.execute(&format!("SELECT pg_terminate_backend(pid) {listening}")).await;
    until(async || {
        admin.get(&path).await.expect(200);
        (count(&app.db).await == 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn each_person_who_reads_is_named() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let (sophie, paul) = (app.admin().await, app.login("paul@ecole.example", "Paul", "ADMIN").await);
    let path = format!("/api/prospects/{id}");
    futures_util::join!(sophie.get(&path), paul.get(&path), sophie.get(&path), paul.get(&path));
    let mut readers: Vec<_> = story(&sophie, &id).await.into_iter().map(|(_, who)| who).collect();
    readers.sort_unstable();
    assert_eq!(readers, ["Paul Martin", "Sophie Martin"]);
}

#[tokio::test]
async fn n8n_that_reads_a_record_again_leaves_one_entry_an_hour() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    for _ in 0..2 {
        app.n8n_client().get(&format!("/api/prospects/{id}")).await.expect(200);
    }
    assert_eq!(story(&app.admin().await, &id).await, told(&[("LECTURE", "n8n")]));
    app.advance(TimeDelta::hours(1));
    app.n8n_client().get(&format!("/api/prospects/{id}")).await.expect(200);
    assert_eq!(count(&app.db).await, 2);
}

#[tokio::test]
async fn a_write_that_changes_nothing_and_gives_the_record_is_a_reading() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    let (changing, adding) = (app.program("Site", WRITE).await, app.program("Salon", WRITE).await);
    change_any(&changing, &id, json!({})).await.expect(200);
    add(&adding, marie()).await.expect(200);
    change_any(&admin, &id, json!({ "nom": "Dumitru" })).await.expect(200);
    let read = [("LECTURE", "clé « Site »"), ("LECTURE", "clé « Salon »"), ("LECTURE", "Sophie Martin")];
    assert_eq!(story(&admin, &id).await[1..], told(&read));
    // A write with an entry of its own has no other.
    change_any(&changing, &id, json!({ "ville": "Metz" })).await.expect(200);
    add(&adding, marie_with("ville", json!("Nancy"))).await.expect(200);
    let written = [("MODIFICATION", "clé « Site »"), ("MODIFICATION", "clé « Salon »")];
    assert_eq!(story(&admin, &id).await[4..], told(&written));
}

#[tokio::test]
async fn opening_a_candidate_or_changing_nothing_of_it_is_a_reading_of_its_prospect() {
    let app = TestApp::start().await;
    let id = add_candidat(&app.db, "DUMI01112026", json!({ "nom": "Dumitru", "prenom": "Marie" })).await;
    let admin = app.admin().await;
    let vault = app.program("Coffre", &[PorteeCle::CandidatsEcrire]).await;
    app.n8n_client().get("/api/candidats/1").await.expect(200);
    admin.get("/api/candidats?recherche=dumitru").await.expect(200);
    for _ in 0..2 {
        let piece = vault.request(Method::PUT, "/api/candidats/1/pieces/PIECE_IDENTITE");
        Answer::read(piece.json(&json!({ "etat": "RECUE" }))).await.expect(200);
    }
    for _ in 0..2 {
        admin.post("/api/candidats/1/desistement", json!({ "motif": "Part à l’étranger" })).await.expect(200);
    }
    let all = [
        ("LECTURE", "n8n"),
        ("MODIFICATION", "clé « Coffre »"),
        ("LECTURE", "clé « Coffre »"),
        ("MODIFICATION", "Sophie Martin"),
        ("LECTURE", "Sophie Martin"),
    ];
    assert_eq!(story(&admin, &id).await, told(&all));
    admin.get("/api/candidats/2").await.expect(404);
    assert_eq!(count(&app.db).await, 5);
}

#[tokio::test]
async fn what_was_not_shown_is_not_written_down() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    admin.get("/api/prospects/PROS_999").await.expect(404);
    admin.get("/api/prospects/PROS_999/emails").await.expect(404);
    app.anonymous().get(&format!("/api/prospects/{id}")).await.expect(401);
    admin.get("/api/prospects").await.expect(200);
    assert_eq!(count(&app.db).await, 0);
}

#[tokio::test]
async fn an_exported_list_leaves_an_entry_on_each_of_its_records_and_on_no_other() {
    let app = TestApp::start().await;
    let inside = data::prospects(&app.db, 3).await;
    let outside = data::prospect(&app.db, "Dumitru", "Marie").await;
    app.db
        .execute(&format!("UPDATE prospects SET statut_prospect = 'PERDU' WHERE id_prospect = '{outside}'"))
        .await;
    let admin = app.admin().await;
    for _ in 0..2 {
        admin.get("/api/prospects/export?format=csv&statut=QUALIFIE").await.expect(200);
    }
    let left = [("EXPORT_LISTE", "Sophie Martin"), ("EXPORT_LISTE", "Sophie Martin")];
    for id in &inside {
        assert_eq!(story(&admin, id).await, told(&left));
    }
    assert!(entries(&admin, &outside).await.is_empty());
}

#[tokio::test]
async fn two_exports_at_once_are_both_written_down() {
    let app = TestApp::start().await;
    let ids = data::prospects(&app.db, 2).await;
    let admin = app.admin().await;
    let export = || admin.get("/api/prospects/export?format=csv");
    let (one, other) = futures_util::join!(export(), export());
    one.expect(200);
    other.expect(200);
    assert_eq!(entries(&admin, &ids[0]).await.len(), 2);
}

#[tokio::test]
async fn a_reading_that_cannot_be_written_down_is_given_all_the_same_and_told() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    data::refuse_inserts(&app.db, "audit_prospects").await;
    admin.get(&format!("/api/prospects/{id}")).await.expect(200);
    let told = admin.get("/api/journal-erreurs").await;
    let entry = &told.expect(200).body["data"][0];
    assert_eq!((&entry["nomWorkflow"], &entry["severite"]), (&json!("Audit"), &json!("CRITIQUE")));
    let what = json!({ "idProspect": id, "idUtilisateur": 1, "operation": "LECTURE" });
    assert_eq!(entry["donneesEntree"], what);
}

#[tokio::test]
async fn a_reading_that_neither_the_trace_nor_the_journal_takes_is_given_all_the_same() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    for table in ["audit_prospects", "journal_erreurs"] {
        data::refuse_inserts(&app.db, table).await;
    }
    admin.get(&format!("/api/prospects/{id}")).await.expect(200);
    assert_eq!(app.db.count("SELECT count(*) AS count FROM journal_erreurs").await, 0);
}

#[tokio::test]
async fn a_reading_is_not_kept_back_by_whoever_holds_the_trace() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    let mut holder = app.db.connect().await;
    let run = async |conn: &mut diesel_async::AsyncPgConnection, sql: &str| {
        diesel_async::SimpleAsyncConnection::batch_execute(conn, sql).await.unwrap();
    };
    run(&mut holder, "BEGIN; LOCK TABLE audit_prospects").await;
    admin.get(&format!("/api/prospects/{id}")).await.expect(200);
    run(&mut holder, "COMMIT").await;
    assert_eq!(count(&app.db).await, 0);
    assert_eq!(app.db.count("SELECT count(*) AS count FROM journal_erreurs").await, 1);
}

#[tokio::test]
async fn a_list_that_cannot_be_written_down_does_not_leave() {
    let app = TestApp::start().await;
    data::prospects(&app.db, 2).await;
    let admin = app.admin().await;
    data::refuse_inserts(&app.db, "audit_prospects").await;
    admin.get("/api/prospects/export?format=csv").await.expect_problem(500, "ERREUR_INTERNE");
}
