//! Refused searches, and limits of their counts.

use serde_json::json;

use super::rows::{CEILING, LIST, add, get, ids, list};
use crate::support::app::TestApp;
use crate::support::db::TestDb;

/// Inserts this number of prospects in Lyon.
async fn of_lyon(db: &TestDb, number: i64) {
    db.execute(&format!(
        "INSERT INTO prospects (nom, prenom, ville, source, date_premier_contact, date_dernier_contact)
         SELECT 'N' || i, '', 'Lyon', 'EMAIL', now(), now() FROM generate_series(1, {number}) i"
    ))
    .await;
}

#[tokio::test]
async fn control_characters_are_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for encoded in ["%00", "abc%00def", "%01", "abc%0Adef", "%09", "%1B%5B", "%7F", "%C2%85"] {
        let answer = admin.get(&format!("{LIST}?recherche={encoded}")).await;
        answer.expect_problem(400, "REQUETE_INVALIDE");
    }
}

#[tokio::test]
async fn what_is_no_text_finds_nobody() {
    let app = TestApp::start().await;
    add(&app.db, json!({ "nom": "Dupont" })).await;
    let admin = app.admin().await;
    for encoded in ["%FF%FE", "%C3%28", "%ED%A0%80", "%F0%9F", "%", "%zz"] {
        let answer = admin.get(&format!("{LIST}?recherche=dup{encoded}")).await;
        assert!(matches!(answer.status.as_u16(), 200 | 400), "{encoded}: {}", answer.body);
        if answer.status == 200 {
            assert!(ids(&answer).is_empty(), "{encoded}");
        }
    }
}

#[tokio::test]
async fn a_search_has_two_hundred_characters_at_the_most() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    list(&admin, &[("recherche", &"é".repeat(200))]).await;
    list(&admin, &[("recherche", &"a b ".repeat(50))]).await;
    for typed in ["a".repeat(201), "a".repeat(4_000), "é".repeat(1_000)] {
        get(&admin, LIST, &[("recherche", &typed)]).await.expect_problem(400, "REQUETE_INVALIDE");
    }
}

#[tokio::test]
async fn a_refused_search_is_not_repeated() {
    let app = TestApp::start().await;
    let answer = get(&app.admin().await, LIST, &[("recherche", "sophie\u{1}martin")]).await;
    answer.expect_problem(400, "REQUETE_INVALIDE");
    assert!(!answer.body.to_string().contains("sophie"), "{}", answer.body);
}

#[tokio::test]
async fn a_search_is_counted_to_the_end_up_to_a_thousand() {
    let app = TestApp::start().await;
    of_lyon(&app.db, CEILING).await;
    let answer = list(&app.admin().await, &[("recherche", "lyon"), ("limit", "100")]).await;
    let place = &answer.body["pagination"];
    assert_eq!(
        (&place["total"], &place["totalExact"], &place["totalPages"]),
        (&json!(1_000), &json!(true), &json!(10))
    );
}

#[tokio::test]
async fn beyond_a_thousand_the_total_says_that_there_are_more() {
    let app = TestApp::start().await;
    of_lyon(&app.db, CEILING + 1).await;
    let admin = app.admin().await;
    let query = [("recherche", "lyon"), ("limit", "100")];
    let answer = list(&admin, &query).await;
    let place = &answer.body["pagination"];
    assert_eq!((&place["total"], &place["totalExact"]), (&json!(1_000), &json!(false)));
    let without = list(&admin, &[]).await;
    assert_eq!(
        (&without.body["pagination"]["total"], &without.body["pagination"]["totalExact"]),
        (&json!(1_001), &json!(true))
    );
}

#[tokio::test]
async fn the_counts_of_the_filters_say_whether_a_search_finds_more_than_they_count() {
    let app = TestApp::start().await;
    of_lyon(&app.db, CEILING).await;
    let admin = app.admin().await;
    let counts = async |query: &[(&str, &str)]| {
        let answer = get(&admin, "/api/prospects/compteurs", query).await;
        (answer.expect(200).body["statut"]["NOUVEAU"].clone(), answer.body["totalExact"].clone())
    };
    let search = [("recherche", "lyon")];
    assert_eq!(counts(&search).await, (json!(1_000), json!(true)));
    of_lyon(&app.db, 1).await;
    assert_eq!(counts(&search).await, (json!(1_000), json!(false)));
    assert_eq!(counts(&[]).await, (json!(1_001), json!(true)));
}

#[tokio::test]
async fn what_is_beyond_the_count_is_there_all_the_same() {
    let app = TestApp::start().await;
    of_lyon(&app.db, CEILING + 1).await;
    let admin = app.admin().await;
    let query = [("recherche", "lyon"), ("tri", "nom"), ("limit", "100")];
    assert_eq!(ids(&list(&admin, &[query[0], query[1], query[2], ("page", "11")]).await).len(), 1);
    let mut page = list(&admin, &query).await;
    let mut walked = ids(&page);
    while let Some(next) = page.body["pagination"]["curseurSuivant"].as_str() {
        page = list(&admin, &[query[0], query[1], query[2], ("curseur", next)]).await;
        walked.extend(ids(&page));
    }
    assert_eq!(walked.len(), 1_001);
    let mut once = super::rows::sorted(walked);
    once.dedup();
    assert_eq!(once.len(), 1_001);
}
