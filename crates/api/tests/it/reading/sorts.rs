//! Sort orders of the list.

use serde_json::json;

use super::rows::{add, add_candidat, ids, list};
use crate::support::app::TestApp;

/// The sort keys.
const SORTS: [&str; 5] = ["dateDernierContact", "datePremierContact", "nom", "nbEchanges", "statut"];

/// Inserts twelve prospects with repeated sort keys; returns the identifier and the rank in every order of [`SORTS`]
/// of each.
async fn people(app: &TestApp) -> Vec<(String, [usize; 5])> {
    let statuts = ["NOUVEAU", "EN_ECHANGE", "A_RECONTACTER", "PERDU"];
    let noms = ["d'Arc", "Élan", "zola"];
    let mut people = Vec::new();
    for n in 0..12 {
        let ranks = [n % 5, n % 4, n % 3, n % 2, (n / 3) % 4];
        let columns = json!({
            "date_dernier_contact": format!("2026-11-0{}T08:00:00Z", ranks[0] + 1),
            "date_premier_contact": format!("2026-10-0{}T08:00:00Z", ranks[1] + 1),
            "nom": noms[ranks[2]],
            "nb_echanges": ranks[3] * 100 + 9,
            "statut_prospect": statuts[ranks[4]],
        });
        people.push((add(&app.db, columns).await, ranks));
    }
    people
}

#[tokio::test]
async fn every_order_goes_both_ways_and_ties_go_by_identifier() {
    let app = TestApp::start().await;
    let people = people(&app).await;
    let admin = app.admin().await;
    for (index, sort) in SORTS.into_iter().enumerate() {
        let mut expected: Vec<_> = people.iter().map(|(id, ranks)| (ranks[index], id.clone())).collect();
        expected.sort();
        let ascending: Vec<_> = expected.iter().map(|(_, id)| id.clone()).collect();
        assert_eq!(ids(&list(&admin, &[("tri", sort)]).await), ascending, "{sort}");
        let descending: Vec<_> = ascending.into_iter().rev().collect();
        assert_eq!(ids(&list(&admin, &[("tri", &format!("-{sort}"))]).await), descending, "-{sort}");
    }
}

#[tokio::test]
async fn the_last_who_wrote_comes_first_unless_said_otherwise() {
    let app = TestApp::start().await;
    people(&app).await;
    let admin = app.admin().await;
    assert_eq!(ids(&list(&admin, &[]).await), ids(&list(&admin, &[("tri", "-dateDernierContact")]).await));
}

#[tokio::test]
async fn names_are_sorted_as_a_reader_of_french_looks_for_them() {
    let app = TestApp::start().await;
    let mut expected = Vec::new();
    for (nom, prenom) in [
        ("Ébène", "A"),
        ("ebène", "B"),
        ("Ébéniste", "A"),
        ("Œuvrard", "Zoé"),
        ("OEUVRARD", "Zoé"),
        ("Zola", "É"),
    ] {
        expected.push(add(&app.db, json!({ "nom": nom, "prenom": prenom })).await);
    }
    assert_eq!(ids(&list(&app.admin().await, &[("tri", "nom")]).await), expected);
}

#[tokio::test]
async fn statuts_are_sorted_by_their_place_in_the_process() {
    let app = TestApp::start().await;
    let mut expected = Vec::new();
    for statut in common::StatutProspect::ALL {
        expected.push(match statut {
            common::StatutProspect::Candidat => add_candidat(&app.db, "DOSS1", json!({})).await,
            other => add(&app.db, json!({ "statut_prospect": other })).await,
        });
    }
    let mut query: Vec<_> =
        common::StatutProspect::ALL.iter().map(|statut| ("statut", statut.as_str())).collect();
    query.push(("tri", "statut"));
    assert_eq!(ids(&list(&app.admin().await, &query).await), expected);
}

#[tokio::test]
async fn an_order_holds_inside_filters_too() {
    let app = TestApp::start().await;
    let people = people(&app).await;
    let admin = app.admin().await;
    for (index, sort) in SORTS.into_iter().enumerate() {
        let kept = people.iter().filter(|(_, ranks)| ranks[4] < 2);
        let mut expected: Vec<_> = kept.map(|(id, ranks)| (ranks[index], id.clone())).collect();
        expected.sort();
        let expected: Vec<_> = expected.into_iter().map(|(_, id)| id).collect();
        for statuts in [["NOUVEAU", "EN_ECHANGE"], ["EN_ECHANGE", "NOUVEAU"]] {
            let query = [("statut", statuts[0]), ("statut", statuts[1]), ("tri", sort)];
            assert_eq!(ids(&list(&admin, &query).await), expected, "{query:?}");
        }
    }
}
