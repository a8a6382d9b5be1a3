//! Cursors of the list.

use serde_json::{Value, json};

use super::rows::{LIST, add, get, ids, list};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::data;

const SORTS: [&str; 10] = [
    "dateDernierContact",
    "-dateDernierContact",
    "datePremierContact",
    "-datePremierContact",
    "nom",
    "-nom",
    "nbEchanges",
    "-nbEchanges",
    "statut",
    "-statut",
];

/// Inserts thirty prospects, many with equal sort keys.
async fn people(app: &TestApp) {
    let statuts = ["NOUVEAU", "QUALIFIE", "PERDU"];
    for n in 0..30 {
        let columns = json!({
            "nom": format!("L'Été {}", n % 4), "prenom": "Zoé", "ville": if n % 2 == 0 { "Lyon" } else { "Brest" },
            "nb_echanges": n % 5, "statut_prospect": statuts[n % 3],
            "date_premier_contact": format!("2026-10-0{}T08:00:00.123456Z", n % 3 + 1),
            "date_dernier_contact": format!("2026-11-0{}T08:00:00.654321Z", n % 6 + 1),
        });
        add(&app.db, columns).await;
    }
}

fn cursor<'a>(answer: &'a Answer, which: &str) -> Option<&'a str> {
    answer.body["pagination"][which].as_str()
}

/// Follows a cursor to its end; returns the pages, including the first.
async fn walk(admin: &Client, query: &[(&str, &str)], start: Answer, which: &str) -> Vec<Answer> {
    let mut pages = vec![start];
    while let Some(next) = cursor(pages.last().unwrap(), which) {
        let next = next.to_owned();
        let mut query = query.to_vec();
        query.push(("curseur", &next));
        pages.push(list(admin, &query).await);
        assert!(pages.len() <= 40, "the walk has an end");
    }
    pages
}

/// Walks forward from the first page and back again; asserts that both give the whole list with correct page numbers.
async fn expect_whole_walk(admin: &Client, query: &[(&str, &str)], limit: &str) {
    let mut whole_query = query.to_vec();
    whole_query.push(("limit", "100"));
    let whole = ids(&list(admin, &whole_query).await);
    let mut query = query.to_vec();
    query.push(("limit", limit));
    let forth = walk(admin, &query, list(admin, &query).await, "curseurSuivant").await;
    assert_eq!(forth.iter().flat_map(ids).collect::<Vec<_>>(), whole, "forth {query:?}");
    let numbers: Vec<Value> = forth.iter().map(|page| page.body["pagination"]["page"].clone()).collect();
    assert_eq!(numbers, (1..=forth.len()).map(|n| json!(n)).collect::<Vec<_>>(), "{query:?}");
    let mut back = walk(admin, &query, forth.last().unwrap().clone(), "curseurPrecedent").await;
    assert_eq!(back.len(), forth.len(), "{query:?}");
    back.reverse();
    for (forth, back) in forth.iter().zip(&back) {
        assert_eq!(back.body, forth.body, "{query:?}");
    }
}

#[tokio::test]
async fn every_order_is_walked_forth_and_back_without_gap_or_repeat() {
    let app = TestApp::start().await;
    people(&app).await;
    let admin = app.admin().await;
    for sort in SORTS {
        expect_whole_walk(&admin, &[("tri", sort)], "7").await;
        expect_whole_walk(&admin, &[("tri", sort)], "10").await;
    }
}

#[tokio::test]
async fn what_filters_and_searches_leave_is_walked_too() {
    let app = TestApp::start().await;
    people(&app).await;
    let admin = app.admin().await;
    for sort in SORTS {
        for filter in [
            &[("statut", "QUALIFIE")][..],
            &[("statut", "PERDU"), ("statut", "NOUVEAU"), ("recherche", "lyon")],
            &[("recherche", "l'")],
        ] {
            let mut query = filter.to_vec();
            query.push(("tri", sort));
            expect_whole_walk(&admin, &query, "4").await;
        }
    }
}

#[tokio::test]
async fn pages_by_number_and_by_cursor_are_the_same() {
    let app = TestApp::start().await;
    people(&app).await;
    let admin = app.admin().await;
    let query = [("tri", "nom"), ("limit", "7")];
    let pages = walk(&admin, &query, list(&admin, &query).await, "curseurSuivant").await;
    for (index, page) in pages.iter().enumerate() {
        let number = (index + 1).to_string();
        let numbered = list(&admin, &[("tri", "nom"), ("limit", "7"), ("page", &number)]).await;
        assert_eq!(numbered.body, page.body, "page {number}");
    }
}

#[tokio::test]
async fn the_first_page_has_none_before_it_and_the_last_none_behind() {
    let app = TestApp::start().await;
    data::prospects(&app.db, 4).await;
    let admin = app.admin().await;
    let only = list(&admin, &[("limit", "4")]).await;
    assert_eq!((cursor(&only, "curseurSuivant"), cursor(&only, "curseurPrecedent")), (None, None));
    let first = list(&admin, &[("limit", "3")]).await;
    assert!(cursor(&first, "curseurSuivant").is_some() && cursor(&first, "curseurPrecedent").is_none());
    let last = list(&admin, &[("limit", "3"), ("page", "2")]).await;
    assert!(cursor(&last, "curseurSuivant").is_none() && cursor(&last, "curseurPrecedent").is_some());
}

#[tokio::test]
async fn who_comes_or_goes_meanwhile_moves_nobody_else_in_the_walk() {
    let app = TestApp::start().await;
    let people = data::prospects(&app.db, 9).await;
    let admin = app.admin().await;
    let query = [("tri", "nom"), ("limit", "3")];
    let first = list(&admin, &query).await;
    assert_eq!(ids(&first), people[..3]);
    // A row is inserted before the position, a read one is removed, and an unread one too.
    add(&app.db, json!({ "nom": "Aaa" })).await;
    app.db
        .execute(&format!("DELETE FROM prospects WHERE id_prospect IN ('{}', '{}')", people[2], people[4]))
        .await;
    let pages = walk(&admin, &query, first, "curseurSuivant").await;
    let rest: Vec<_> = pages[1..].iter().flat_map(ids).collect();
    assert_eq!(rest, [&people[3..4], &people[5..]].concat());
}

#[tokio::test]
async fn walking_back_ends_on_a_full_first_page() {
    let app = TestApp::start().await;
    let people = data::prospects(&app.db, 9).await;
    let admin = app.admin().await;
    let second = list(&admin, &[("tri", "nom"), ("limit", "3"), ("page", "2")]).await;
    app.db.execute(&format!("DELETE FROM prospects WHERE id_prospect = '{}'", people[0])).await;
    let back = cursor(&second, "curseurPrecedent").unwrap();
    let first = list(&admin, &[("tri", "nom"), ("limit", "3"), ("curseur", back)]).await;
    assert_eq!(ids(&first), people[1..4]);
    assert_eq!(first.body["pagination"]["page"], 1);
    assert!(cursor(&first, "curseurPrecedent").is_none());
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    let app = TestApp::start().await;
    people(&app).await;
    let admin = app.admin().await;
    let first = list(&admin, &[("tri", "nom"), ("statut", "QUALIFIE"), ("limit", "3")]).await;
    let next = cursor(&first, "curseurSuivant").unwrap();
    for query in [
        &[("tri", "-nom"), ("statut", "QUALIFIE")][..],
        &[("tri", "statut"), ("statut", "QUALIFIE")],
        &[("statut", "QUALIFIE")],
        &[("tri", "nom")],
        &[("tri", "nom"), ("statut", "PERDU")],
        &[("tri", "nom"), ("statut", "QUALIFIE"), ("statut", "PERDU")],
        &[("tri", "nom"), ("statut", "QUALIFIE"), ("formation", "CAP_BJ")],
        &[("tri", "nom"), ("statut", "QUALIFIE"), ("recherche", "lyon")],
    ] {
        let mut query = query.to_vec();
        query.push(("curseur", next));
        get(&admin, LIST, &query).await.expect_problem(400, "REQUETE_INVALIDE");
    }
    // The page size does not change the list.
    list(&admin, &[("tri", "nom"), ("statut", "QUALIFIE"), ("limit", "5"), ("curseur", next)]).await;
}

#[tokio::test]
async fn a_cursor_that_no_page_gave_is_refused() {
    let app = TestApp::start().await;
    people(&app).await;
    let admin = app.admin().await;
    let first = list(&admin, &[("limit", "3")]).await;
    let own = cursor(&first, "curseurSuivant").unwrap();
    let cut = &own[..own.len() - 1];
    let long = own.repeat(50);
    for made_up in ["x", "0", "null", "é", "-1", "00", "%00", "AAAA", cut, &long, &own[2..]] {
        get(&admin, LIST, &[("curseur", made_up)]).await.expect_problem(400, "REQUETE_INVALIDE");
    }
    for made_up in ["a\u{0}b", "' OR 1=1 --"] {
        get(&admin, LIST, &[("curseur", made_up)]).await.expect_problem(400, "REQUETE_INVALIDE");
    }
}
