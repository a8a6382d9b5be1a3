//! Pages of a list by number: size, order, and refusal of wrong numbers.

use serde_json::json;

use super::rows::{LIST, add, get, ids, list};
use crate::support::app::TestApp;
use crate::support::data;

#[tokio::test]
async fn a_page_has_twenty_five_rows_unless_said_otherwise() {
    let app = TestApp::start().await;
    data::prospects(&app.db, 27).await;
    let admin = app.admin().await;
    let first = list(&admin, &[]).await;
    let place = &first.body["pagination"];
    assert_eq!(ids(&first).len(), 25);
    assert_eq!((&place["page"], &place["limit"], &place["total"]), (&json!(1), &json!(25), &json!(27)));
    assert_eq!((&place["totalExact"], &place["totalPages"]), (&json!(true), &json!(2)));
    assert_eq!(ids(&list(&admin, &[("page", "2")]).await).len(), 2);
}

#[tokio::test]
async fn pages_by_number_make_the_whole_list_without_gap_or_repeat() {
    let app = TestApp::start().await;
    data::prospects(&app.db, 20).await;
    let admin = app.admin().await;
    let whole = ids(&list(&admin, &[("limit", "100")]).await);
    for limit in [1, 3, 7, 10, 20] {
        let mut walked = Vec::new();
        for page in 1..=20_usize.div_ceil(limit) {
            walked.extend(ids(
                &list(&admin, &[("page", &page.to_string()), ("limit", &limit.to_string())]).await
            ));
        }
        assert_eq!(walked, whole, "limit {limit}");
    }
}

#[tokio::test]
async fn a_page_behind_the_last_one_is_empty() {
    let app = TestApp::start().await;
    data::prospects(&app.db, 3).await;
    let admin = app.admin().await;
    for page in ["2", "3", "10000000"] {
        let answer = list(&admin, &[("page", page)]).await;
        assert!(ids(&answer).is_empty());
        let place = &answer.body["pagination"];
        assert_eq!(
            (&place["page"].to_string()[..], &place["total"], &place["totalPages"]),
            (page, &json!(3), &json!(1))
        );
        assert!(place["curseurSuivant"].is_null() && place["curseurPrecedent"].is_null(), "{place}");
    }
}

#[tokio::test]
async fn a_page_that_can_not_be_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = add(&app.db, json!({})).await;
    let emails = format!("{LIST}/{id}/emails");
    for path in [LIST, &emails, "/api/candidats"] {
        for page in [
            "0",
            "-1",
            "10000001",
            "4e17",
            "400000000000000000",
            "99999999999999999999",
            "abc",
            "1.5",
            "+",
            " 1",
            "٣",
        ] {
            get(&admin, path, &[("page", page)]).await.expect_problem(400, "REQUETE_INVALIDE");
        }
        for limit in ["0", "-5", "101", "100000", "9223372036854775808", "abc", "1e1", "0x10"] {
            let answer = get(&admin, path, &[("limit", limit)]).await;
            answer.expect_problem(400, "REQUETE_INVALIDE");
            assert!(answer.body["detail"].as_str().unwrap().contains("limit"), "{}", answer.body);
        }
        for limit in ["1", "100"] {
            get(&admin, path, &[("limit", limit)]).await.expect(200);
        }
    }
}
