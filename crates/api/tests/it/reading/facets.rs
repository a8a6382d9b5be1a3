//! Counts beside the choices of filters.

use serde_json::{Value, json};

use super::rows::{add, add_candidat, get, list};
use crate::support::app::TestApp;
use crate::support::client::Client;

const COUNTS: &str = "/api/prospects/compteurs";

/// Inserts prospects in distinct numbers per choice.
async fn people(app: &TestApp) {
    let groups = [
        ("NOUVEAU", Some("CAP_BJ"), Some("CPF"), 3),
        ("NOUVEAU", Some("GEMMO"), Some("OPCO"), 2),
        ("PERDU", Some("CAP_BJ"), None, 4),
        ("PERDU", None, Some("CPF"), 1),
    ];
    for (statut, formation, financement, number) in groups {
        for rank in 0..number {
            let ville = if rank == 0 { "Lyon" } else { "Brest" };
            let columns = json!({ "statut_prospect": statut, "formation_souhaitee": formation, "mode_financement": financement,
                "ville": ville });
            add(&app.db, columns).await;
        }
    }
    for rank in 0..5 {
        let columns = json!({ "formation_souhaitee": "GEMMO", "mode_financement": "CPF" });
        add_candidat(&app.db, &format!("DOSS{rank}"), columns).await;
    }
}

async fn counts(client: &Client, query: &[(&str, &str)]) -> Value {
    let mut body = get(client, COUNTS, query).await.expect(200).body.clone();
    assert_eq!(body.as_object_mut().unwrap().remove("totalExact"), Some(json!(true)));
    body
}

#[tokio::test]
async fn choices_are_counted_as_the_list_would_show_them() {
    let app = TestApp::start().await;
    people(&app).await;
    let expected = json!({
        // Candidates are hidden from the list, but their statut is a choice.
        "statut": { "NOUVEAU": 5, "PERDU": 5, "CANDIDAT": 5 },
        "formation": { "CAP_BJ": 7, "GEMMO": 2 },
        "financement": { "CPF": 4, "OPCO": 2 },
    });
    assert_eq!(counts(&app.admin().await, &[]).await, expected);
}

#[tokio::test]
async fn a_filter_does_not_count_against_its_own_choices() {
    let app = TestApp::start().await;
    people(&app).await;
    let expected = json!({
        "statut": { "NOUVEAU": 5, "PERDU": 5, "CANDIDAT": 5 },
        "formation": { "CAP_BJ": 3, "GEMMO": 2 },
        "financement": { "CPF": 3, "OPCO": 2 },
    });
    assert_eq!(counts(&app.admin().await, &[("statut", "NOUVEAU")]).await, expected);
}

#[tokio::test]
async fn candidates_are_counted_everywhere_once_asked_for() {
    let app = TestApp::start().await;
    people(&app).await;
    let expected = json!({
        "statut": { "NOUVEAU": 2, "CANDIDAT": 5 },
        "formation": { "GEMMO": 5 },
        "financement": { "CPF": 5 },
    });
    let query = [("statut", "CANDIDAT"), ("formation", "GEMMO")];
    assert_eq!(counts(&app.admin().await, &query).await, expected);
}

#[tokio::test]
async fn with_a_search_only_those_found_are_counted() {
    let app = TestApp::start().await;
    people(&app).await;
    let expected = json!({
        "statut": { "NOUVEAU": 2, "PERDU": 2 },
        "formation": { "CAP_BJ": 2, "GEMMO": 1 },
        "financement": { "CPF": 2, "OPCO": 1 },
    });
    assert_eq!(counts(&app.admin().await, &[("recherche", "lyon")]).await, expected);
}

#[tokio::test]
async fn each_choice_shows_as_many_as_its_count_says() {
    let app = TestApp::start().await;
    people(&app).await;
    let admin = app.admin().await;
    for base in [
        &[][..],
        &[("statut", "NOUVEAU")],
        &[("statut", "CANDIDAT"), ("financement", "CPF")],
        &[("formation", "CAP_BJ"), ("recherche", "brest")],
    ] {
        let counted = counts(&admin, base).await;
        for facet in ["statut", "formation", "financement"] {
            for (choice, number) in counted[facet].as_object().unwrap() {
                let mut query: Vec<_> = base.iter().filter(|(name, _)| *name != facet).copied().collect();
                query.push((facet, choice));
                let shown = list(&admin, &query).await;
                assert_eq!(&shown.body["pagination"]["total"], number, "{query:?}");
            }
        }
    }
}

#[tokio::test]
async fn wrong_parameters_are_refused_as_in_the_list() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (name, value) in [("statut", "INCONNU"), ("formation", "cap bj"), ("recherche", "a\u{0}b")] {
        get(&admin, COUNTS, &[(name, value)]).await.expect_problem(400, "REQUETE_INVALIDE");
    }
}
