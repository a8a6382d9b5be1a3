//! The list of entries, its filters and its pages.

use serde_json::{Value, json};

use super::rows::{JOURNAL, add, entry, failed_action, found, ids};
use crate::reading::rows::get;
use crate::support::app::TestApp;

/// An entry of the grid.
struct Cell {
    id: i64,
    severite: &'static str,
    workflow: &'static str,
    resolu: bool,
}

/// Inserts one entry for each combination of severity, workflow and resolution.
async fn grid(app: &TestApp) -> Vec<Cell> {
    let mut cells = Vec::new();
    for severite in ["INFO", "WARNING", "ERREUR", "CRITIQUE"] {
        for workflow in ["Tri des e-mails", "Import; du \"salon\""] {
            for resolu in [false, true] {
                let date_resolution = resolu.then_some("2026-11-04T09:00:00Z");
                let columns = json!({ "severite": severite, "nom_workflow": workflow, "resolu": resolu,
                    "date_resolution": date_resolution });
                cells.push(Cell { id: add(&app.db, columns).await, severite, workflow, resolu });
            }
        }
    }
    cells
}

#[tokio::test]
async fn the_newest_comes_first_and_ties_go_by_number() {
    let app = TestApp::start().await;
    let mut added = Vec::new();
    for date in
        ["2026-11-03T08:00:00Z", "2026-11-05T08:00:00Z", "2026-11-04T08:00:00Z", "2026-11-05T08:00:00Z"]
    {
        added.push(add(&app.db, json!({ "date_erreur": date })).await);
    }
    assert_eq!(found(&app.admin().await, &[]).await, [added[3], added[1], added[2], added[0]]);
}

#[tokio::test]
async fn filters_are_or_inside_and_and_between() {
    let app = TestApp::start().await;
    let cells = grid(&app).await;
    let admin = app.admin().await;
    let severites: [&[&str]; 3] = [&[], &["CRITIQUE"], &["INFO", "ERREUR"]];
    let workflows: [&[&str]; 4] =
        [&[], &["Import; du \"salon\""], &["Tri des e-mails", "Import; du \"salon\""], &["Inconnu"]];
    for severite in severites {
        for workflow in workflows {
            for resolu in [None, Some(true), Some(false)] {
                let mut query = Vec::new();
                query.extend(severite.iter().map(|value| ("severite", *value)));
                query.extend(workflow.iter().map(|value| ("workflow", *value)));
                query.extend(resolu.map(|resolu| ("resolu", if resolu { "true" } else { "false" })));
                let kept = |cell: &&Cell| {
                    (severite.is_empty() || severite.contains(&cell.severite))
                        && (workflow.is_empty() || workflow.contains(&cell.workflow))
                        && resolu.is_none_or(|resolu| resolu == cell.resolu)
                };
                let expected: Vec<i64> = cells.iter().rev().filter(kept).map(|cell| cell.id).collect();
                assert_eq!(found(&admin, &query).await, expected, "{query:?}");
            }
        }
    }
}

#[tokio::test]
async fn pages_make_the_whole_list_and_the_total_is_exact() {
    let app = TestApp::start().await;
    for _ in 0..7 {
        add(&app.db, json!({})).await;
    }
    let admin = app.admin().await;
    let mut read = Vec::new();
    for page in ["1", "2", "3", "4"] {
        let answer = get(&admin, JOURNAL, &[("limit", "3"), ("page", page)]).await;
        let pagination = &answer.expect(200).body["pagination"];
        assert_eq!(
            (&pagination["total"], &pagination["totalPages"], &pagination["totalExact"]),
            (&json!(7), &json!(3), &json!(true))
        );
        read.extend(ids(&answer));
    }
    assert_eq!(read, found(&admin, &[]).await);
}

#[tokio::test]
async fn a_parameter_without_value_counts_as_absent() {
    let app = TestApp::start().await;
    grid(&app).await;
    let admin = app.admin().await;
    let whole = admin.get(JOURNAL).await.expect(200).body.clone();
    let empty = "severite=&workflow=&resolu=&du=&au=&recherche=&page=&limit=";
    assert_eq!(admin.get(&format!("{JOURNAL}?{empty}")).await.expect(200).body, whole);
}

#[tokio::test]
async fn a_value_that_no_parameter_takes_is_refused_in_words() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let long = "x".repeat(201);
    for (name, value) in [
        ("severite", "GRAVE"),
        ("severite", "erreur"),
        ("workflow", "a\u{0}b"),
        ("workflow", "a\nb"),
        ("resolu", "oui"),
        ("resolu", "1"),
        ("du", "2026-2-1"),
        ("du", "2026-02-30"),
        ("au", "17/02/2026"),
        ("au", "+12026-01-01"),
        ("recherche", "a\u{0}"),
        ("recherche", long.as_str()),
        ("page", "0"),
        ("limit", "101"),
    ] {
        let answer = get(&admin, JOURNAL, &[(name, value)]).await;
        answer.expect_problem(400, "REQUETE_INVALIDE");
        assert!(answer.body["detail"].as_str().unwrap().contains("paramètre"), "{name}: {}", answer.body);
    }
}

#[tokio::test]
async fn an_entry_is_given_whole_and_what_it_lacks_is_null() {
    let app = TestApp::start().await;
    let id = add(&app.db, json!({ "severite": "INFO" })).await;
    let admin = app.admin().await;
    let mut expected = json!({
        "id": id, "dateErreur": "2026-11-04T08:00:00Z", "nomWorkflow": "Tri des e-mails", "nomNoeud": null,
        "messageErreur": "Quota dépassé", "donneesEntree": null, "severite": "INFO", "resolu": false,
        "resoluPar": null, "dateResolution": null, "idConversion": null, "idProspect": null,
        "nomProspect": null, "typeAction": null, "relancable": false,
    });
    assert_eq!(entry(&admin, id).await, expected);
    app.db
        .execute(
            "UPDATE journal_erreurs SET nom_noeud = 'Lire la boîte', donnees_entree = '{\"essais\": [1, null]}',
             resolu = true, resolu_par = 'Luc Petit', date_resolution = '2026-11-04T09:30:00.25Z'",
        )
        .await;
    for (field, value) in [
        ("nomNoeud", json!("Lire la boîte")),
        ("donneesEntree", json!({ "essais": [1, null] })),
        ("resolu", json!(true)),
        ("resoluPar", json!("Luc Petit")),
        ("dateResolution", json!("2026-11-04T09:30:00.250Z")),
    ] {
        expected[field] = value;
    }
    assert_eq!(entry(&admin, id).await, expected);
    assert_eq!(admin.get(JOURNAL).await.body["data"], Value::Array(vec![expected]));
}

#[tokio::test]
async fn a_failed_action_has_an_entry_that_leads_back_to_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (prospect, action) = failed_action(&app, &admin).await;
    let answer = admin.get(JOURNAL).await;
    let entry = &answer.expect(200).body["data"][0];
    assert_eq!(answer.body["pagination"]["total"], 1);
    for (field, value) in [
        ("idConversion", json!(action)),
        ("idProspect", json!(prospect)),
        ("nomProspect", json!("Marie Dumitru")),
        ("typeAction", json!("CONVERTIR_CANDIDAT")),
        ("nomWorkflow", json!("wf1")),
        ("nomNoeud", json!("Créer le dossier Drive")),
        ("messageErreur", json!("Quota Drive dépassé")),
        ("severite", json!("ERREUR")),
        ("resolu", json!(false)),
        ("relancable", json!(true)),
    ] {
        assert_eq!(entry[field], value, "{field}");
    }
}

#[tokio::test]
async fn the_name_in_an_entry_follows_the_record() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (prospect, _) = failed_action(&app, &admin).await;
    let change = format!(
        "UPDATE prospects SET nom = 'Personne anonymisée', prenom = '' WHERE id_prospect = '{prospect}'"
    );
    app.db.execute(&change).await;
    let listed = admin.get(JOURNAL).await.body["data"][0].clone();
    assert_eq!(listed["nomProspect"], "Personne anonymisée");
    assert_eq!(entry(&admin, listed["id"].as_i64().unwrap()).await, listed);
}

#[tokio::test]
async fn an_action_that_was_taken_up_again_is_not_relancable_from_its_entry() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (_, action) = failed_action(&app, &admin).await;
    admin.post(&format!("/api/actions/{action}/relance"), json!({})).await.expect(202);
    assert_eq!(admin.get(JOURNAL).await.body["data"][0]["relancable"], false);
}

#[tokio::test]
async fn an_unknown_entry_is_not_found() {
    let app = TestApp::start().await;
    let known = add(&app.db, json!({})).await;
    let admin = app.admin().await;
    for id in ["999", "0", "-1", "abc", "1a", "99999999999999999999", "1.0", "%00"] {
        admin.get(&format!("{JOURNAL}/{id}")).await.expect_problem(404, "INTROUVABLE");
    }
    entry(&admin, known).await;
}
