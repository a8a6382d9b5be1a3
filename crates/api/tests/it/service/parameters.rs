//! Unknown query parameters are refused by name, because a misspelt filter would select everything.

use crate::support::app::TestApp;
use crate::support::client::Answer;
use crate::support::contract::DOCUMENT;
use crate::support::data;

#[tokio::test]
async fn an_unknown_parameter_is_refused_by_every_operation() {
    let app = TestApp::start().await;
    let (admin, n8n) = (app.admin().await, app.n8n_client());
    let mut operations = 0;
    for (path, item) in DOCUMENT["paths"].as_object().unwrap() {
        let path: Vec<&str> =
            path.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect();
        for (method, operation) in item.as_object().unwrap() {
            let path = format!("{}?inconnu=1", path.join("/"));
            // An unauthorised caller gets that error first.
            let schemes = operation["security"].as_array().unwrap();
            let is_for_people = schemes.is_empty() || schemes.iter().any(|one| one.get("session").is_some());
            let caller = if is_for_people { &admin } else { &n8n };
            let request = caller.request(method.to_uppercase().parse().unwrap(), &path);
            let answer = Answer::read(request).await;
            // A report is never refused: its entry names the parameter.
            let told = if operation["operationId"] == "reportJournalErreur" {
                &answer.expect(201).body["messageErreur"]
            } else {
                answer.expect_problem(400, "REQUETE_INVALIDE");
                &answer.body["detail"]
            };
            assert!(told.as_str().unwrap().contains("« inconnu »"), "{method} {path}: {told}");
            operations += 1;
        }
    }
    assert!(operations > 45, "{operations}");
}

#[tokio::test]
async fn a_misspelt_filter_is_named_and_nobody_is_handed_over() {
    let app = TestApp::start().await;
    data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    for (query, named) in [
        ("statut[]=PERDU", "« statut[] »"),
        ("statut%5B%5D=PERDU", "« statut[] »"),
        ("Recherche=zzz", "« Recherche »"),
        ("status=PERDU", "« status »"),
        ("_=1", "« _ »"),
        ("=1", "«  »"),
        ("statut=PERDU&b=1&a=2&b=3", "« a », « b »"),
    ] {
        for path in ["/api/prospects?", "/api/prospects/compteurs?", "/api/prospects/export?format=csv&"] {
            let answer = admin.get(&format!("{path}{query}")).await;
            answer.expect_problem(400, "REQUETE_INVALIDE");
            let detail = answer.body["detail"].as_str().unwrap();
            assert!(detail.contains(named) && detail.contains("statut, formation"), "{query}: {detail}");
        }
    }
    assert_eq!(app.db.count("SELECT count(*) AS count FROM audit_prospects").await, 0);
    admin.get("/api/prospects?statut=PERDU&statut=&recherche=").await.expect(200);
}

#[tokio::test]
async fn a_parameter_of_another_operation_is_unknown() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.get("/api/prospects/export?format=csv&page=2").await.expect_problem(400, "REQUETE_INVALIDE");
    admin.get("/api/prospects/compteurs?tri=nom").await.expect_problem(400, "REQUETE_INVALIDE");
    admin.get("/api/auth/me?page=1").await.expect_problem(400, "REQUETE_INVALIDE");
}
