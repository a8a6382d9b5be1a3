//! Filters of the list.

use serde_json::{Value, json};

use super::rows::{LIST, add, add_candidat, found, get, sorted};
use crate::support::app::TestApp;
use crate::support::client::Client;

/// A prospect of the grid.
struct Cell {
    id: String,
    statut: &'static str,
    formation: Option<&'static str>,
    financement: Option<&'static str>,
}

/// Inserts one prospect for each combination of a few codes, including missing ones.
async fn grid(app: &TestApp) -> Vec<Cell> {
    let mut cells = Vec::new();
    for statut in ["NOUVEAU", "QUALIFIE", "PERDU", "CANDIDAT"] {
        for formation in [Some("CAP_BJ"), Some("GEMMO"), None] {
            for financement in [Some("CPF"), Some("OPCO"), None] {
                let columns = json!({ "statut_prospect": statut, "formation_souhaitee": formation, "mode_financement": financement });
                let id = match statut {
                    "CANDIDAT" => add_candidat(&app.db, &format!("DOSS{}", cells.len()), columns).await,
                    _ => add(&app.db, columns).await,
                };
                cells.push(Cell { id, statut, formation, financement });
            }
        }
    }
    cells
}

impl Cell {
    /// Returns true when the cell matches: OR inside a filter, AND between filters; an empty filter keeps all except
    /// candidates.
    fn matches(&self, query: &[(&str, &str)]) -> bool {
        let values = |name: &str| {
            query.iter().filter(|(key, _)| *key == name).map(|(_, value)| *value).collect::<Vec<_>>()
        };
        let kept = |name: &str, own: Option<&str>| {
            let asked = values(name);
            asked.is_empty() || own.is_some_and(|own| asked.contains(&own))
        };
        let statut = values("statut");
        let shown = if statut.is_empty() { self.statut != "CANDIDAT" } else { statut.contains(&self.statut) };
        shown && kept("formation", self.formation) && kept("financement", self.financement)
    }
}

async fn expect_found(admin: &Client, cells: &[Cell], query: &[(&str, &str)]) {
    let expected = cells.iter().filter(|cell| cell.matches(query)).map(|cell| cell.id.clone());
    assert_eq!(found(admin, query).await, sorted(expected.collect()), "{query:?}");
}

#[tokio::test]
async fn filters_are_or_inside_and_and_between() {
    let app = TestApp::start().await;
    let cells = grid(&app).await;
    let admin = app.admin().await;
    let statuts: [&[&str]; 5] =
        [&[], &["QUALIFIE"], &["NOUVEAU", "PERDU"], &["CANDIDAT"], &["PERDU", "CANDIDAT"]];
    let formations: [&[&str]; 4] = [&[], &["CAP_BJ"], &["CAP_BJ", "GEMMO"], &["ANCIENNE"]];
    let financements: [&[&str]; 4] = [&[], &["CPF"], &["CPF", "OPCO"], &["AUTRE", "OPCO"]];
    for statut in statuts {
        for formation in formations {
            for financement in financements {
                let mut query = Vec::new();
                query.extend(statut.iter().map(|value| ("statut", *value)));
                query.extend(formation.iter().map(|value| ("formation", *value)));
                query.extend(financement.iter().map(|value| ("financement", *value)));
                expect_found(&admin, &cells, &query).await;
            }
        }
    }
}

#[tokio::test]
async fn candidates_are_hidden_unless_asked_for() {
    let app = TestApp::start().await;
    let open = add(&app.db, json!({})).await;
    let converted = add_candidat(&app.db, "DOSS1", json!({})).await;
    let admin = app.admin().await;
    assert_eq!(found(&admin, &[]).await, std::slice::from_ref(&open));
    assert_eq!(found(&admin, &[("statut", "CANDIDAT")]).await, std::slice::from_ref(&converted));
    assert_eq!(
        found(&admin, &[("statut", "CANDIDAT"), ("statut", "NOUVEAU")]).await,
        sorted(vec![open, converted])
    );
}

#[tokio::test]
async fn every_statut_at_once_shows_everybody() {
    let app = TestApp::start().await;
    let cells = grid(&app).await;
    let query: Vec<_> =
        common::StatutProspect::ALL.iter().map(|statut| ("statut", statut.as_str())).collect();
    expect_found(&app.admin().await, &cells, &query).await;
}

#[tokio::test]
async fn the_same_value_twice_is_as_good_as_once() {
    let app = TestApp::start().await;
    let cells = grid(&app).await;
    let query =
        [("statut", "QUALIFIE"), ("statut", "QUALIFIE"), ("formation", "GEMMO"), ("formation", "GEMMO")];
    expect_found(&app.admin().await, &cells, &query).await;
}

#[tokio::test]
async fn a_parameter_without_value_counts_as_absent() {
    let app = TestApp::start().await;
    grid(&app).await;
    let admin = app.admin().await;
    let whole = admin.get(LIST).await.expect(200).body.clone();
    let empty = "statut=&formation=&financement=&recherche=&tri=&page=&limit=&curseur=";
    assert_eq!(admin.get(&format!("{LIST}?{empty}")).await.expect(200).body, whole);
    let blank = get(&admin, LIST, &[("recherche", "   ")]).await;
    assert_eq!(blank.expect(200).body, whole);
    let mixed = get(&admin, LIST, &[("statut", ""), ("statut", "PERDU"), ("statut", "")]).await;
    assert_eq!(mixed.expect(200).body["pagination"]["total"], 9);
}

#[tokio::test]
async fn an_unknown_code_is_refused_in_words() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (name, value) in [
        ("statut", "INCONNU"),
        ("statut", "nouveau"),
        ("statut", " NOUVEAU"),
        ("statut", "NOUVEAU,PERDU"),
        ("financement", "LIVRET_A"),
        ("formation", "cap bj"),
        ("formation", "CAP-BJ"),
        ("formation", &"A".repeat(41)),
        ("tri", "prenom"),
        ("tri", "--nom"),
        ("tri", "nom,statut"),
    ] {
        let answer = get(&admin, LIST, &[(name, value)]).await;
        answer.expect_problem(400, "REQUETE_INVALIDE");
        assert!(answer.body["detail"].as_str().unwrap().contains("paramètre"), "{}", answer.body);
    }
}

#[tokio::test]
async fn one_unknown_code_among_known_ones_is_refused() {
    let app = TestApp::start().await;
    let answer = get(&app.admin().await, LIST, &[("statut", "NOUVEAU"), ("statut", "INCONNU")]).await;
    answer.expect_problem(400, "REQUETE_INVALIDE");
}

#[tokio::test]
async fn a_formation_that_nobody_wishes_for_shows_nobody() {
    let app = TestApp::start().await;
    grid(&app).await;
    let answer = get(&app.admin().await, LIST, &[("formation", "JAMAIS_VUE")]).await;
    assert_eq!(answer.expect(200).body["data"], Value::Array(Vec::new()));
    assert_eq!(answer.body["pagination"]["total"], 0);
    assert_eq!(answer.body["pagination"]["totalPages"], 1);
}
