//! Pages of the audit log of a record, and its immutability.

use diesel_async::SimpleAsyncConnection as _;
use serde_json::json;

use super::trace::{entries, log_email, path};
use crate::support::app::TestApp;
use crate::support::data;

#[tokio::test]
async fn pages_make_the_whole_trace_newest_first() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    for n in 0..5 {
        log_email(&app, &id, &format!("<{n}@exemple.example>")).await;
    }
    let admin = app.admin().await;
    admin.get(&format!("/api/prospects/{id}")).await.expect(200);
    let whole = entries(&admin, &id).await;
    assert_eq!((whole.len(), &whole[0]["operation"]), (6, &json!("LECTURE")));
    let mut walked = Vec::new();
    for page in 1..=3 {
        let answer = admin.get(&format!("{}?limit=2&page={page}", path(&id))).await;
        assert_eq!(answer.expect(200).body["pagination"]["total"], 6);
        walked.extend(answer.body["data"].as_array().unwrap().clone());
    }
    assert_eq!(walked, whole);
}

#[tokio::test]
async fn the_trace_of_some_operations_is_complete_and_counted_alone() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    log_email(&app, &id, "<1@exemple.example>").await;
    let admin = app.admin().await;
    admin.get(&format!("/api/prospects/{id}")).await.expect(200);
    admin.get(&format!("/api/prospects/{id}/emails")).await.expect(200);
    let read = async |query: &str| {
        let answer = admin.get(&format!("{}?{query}", path(&id))).await;
        let kept: Vec<_> = answer.expect(200).body["data"].as_array().unwrap().iter().collect();
        let kept =
            kept.iter().map(|entry| entry["operation"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        (kept, answer.body["pagination"]["total"].as_i64().unwrap())
    };
    assert_eq!(read("operation=EMAIL_AJOUTE").await, (vec!["EMAIL_AJOUTE".to_owned()], 1));
    let readings = read("operation=LECTURE&operation=LECTURE_EMAILS&limit=1").await;
    assert_eq!(readings, (vec!["LECTURE_EMAILS".to_owned()], 2));
    assert_eq!(read("operation=ANONYMISATION").await, (vec![], 0));
    assert_eq!(read("operation=").await.1, 3);
    admin.get(&format!("{}?operation=AUTRE", path(&id))).await.expect_problem(400, "REQUETE_INVALIDE");
    admin.get(&format!("{}?operation=AJOUT", path("PROS_999"))).await.expect_problem(404, "INTROUVABLE");
}

#[tokio::test]
async fn a_record_that_nobody_touched_has_an_empty_trace_and_an_unknown_one_none() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    assert!(entries(&admin, &id).await.is_empty());
    admin.get(&path("PROS_999")).await.expect_problem(404, "INTROUVABLE");
    admin.get(&path("bonjour")).await.expect_problem(404, "INTROUVABLE");
    admin.get(&format!("{}?limit=0", path(&id))).await.expect_problem(400, "REQUETE_INVALIDE");
}

#[tokio::test]
async fn nobody_rewrites_the_trace() {
    let app = TestApp::start().await;
    let id = data::prospect(&app.db, "Dumitru", "Marie").await;
    log_email(&app, &id, "<1@exemple.example>").await;
    for sql in [
        "UPDATE audit_prospects SET auteur = 'personne'",
        "DELETE FROM audit_prospects",
        "TRUNCATE audit_prospects",
        "INSERT INTO audit_prospects (id_prospect, date_evenement, operation, auteur) VALUES ('PROS_1', now(), 'AUTRE', 'x')",
    ] {
        assert!(app.db.connect().await.batch_execute(sql).await.is_err(), "{sql}");
    }
    assert_eq!(entries(&app.admin().await, &id).await.len(), 1);
}
