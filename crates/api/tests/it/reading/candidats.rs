//! Reading of candidates: order, pages, search, filter and details.

use serde_json::{Value, json};

use super::rows::{add_candidat, column, get, quoted};
use crate::support::app::TestApp;
use crate::support::client::Client;

/// Inserts four candidates whose file numbers describe them.
async fn people(app: &TestApp) {
    for (nom, numero, partial, day) in [
        ("Ancelin", "ANCI01112026", false, 1),
        ("Béranger", "BERA03112026", false, 3),
        ("Cordier", "CORD02112026", true, 2),
        ("Dûpré", "DUPR02112026", false, 2),
    ] {
        let email = format!("{}@exemple.example", numero.to_lowercase());
        add_candidat(
            &app.db,
            numero,
            json!({ "nom": nom, "prenom": "Marie", "ville": "Lyon", "emails": [email] }),
        )
        .await;
        app.db
            .execute(&format!(
                "UPDATE candidats SET partielle = {partial}, date_conversion = '2026-11-0{day}T08:00:00Z',
                 formation_retenue = CASE WHEN {partial} THEN 'GEMMO' ELSE 'CAP_BJ' END WHERE numero_dossier = {}",
                quoted(numero)
            ))
            .await;
    }
}

async fn numeros(client: &Client, query: &[(&str, &str)]) -> Vec<String> {
    let answer = get(client, "/api/candidats", query).await;
    let numeros = column(answer.expect(200), "numeroDossier");
    assert_eq!(answer.body["pagination"]["totalExact"], true);
    numeros
}

#[tokio::test]
async fn those_that_miss_something_come_first_and_then_the_newest() {
    let app = TestApp::start().await;
    people(&app).await;
    let expected = ["CORD02112026", "BERA03112026", "DUPR02112026", "ANCI01112026"];
    assert_eq!(numeros(&app.admin().await, &[]).await, expected);
}

#[tokio::test]
async fn pages_of_candidates_make_the_whole_list() {
    let app = TestApp::start().await;
    people(&app).await;
    let admin = app.admin().await;
    let mut read = Vec::new();
    for page in ["1", "2", "3"] {
        let answer = get(&admin, "/api/candidats", &[("limit", "2"), ("page", page)]).await;
        assert_eq!(
            (&answer.body["pagination"]["total"], &answer.body["pagination"]["totalPages"]),
            (&json!(4), &json!(2))
        );
        read.extend(column(&answer, "numeroDossier"));
    }
    assert_eq!(read, numeros(&admin, &[]).await);
}

#[tokio::test]
async fn a_search_reads_the_prospect_and_the_file_number() {
    let app = TestApp::start().await;
    people(&app).await;
    let admin = app.admin().await;
    for (typed, expected) in [
        ("dupre", &["DUPR02112026"][..]),
        ("marie DÛPRÉ", &["DUPR02112026"]),
        ("bera0311", &["BERA03112026"]),
        ("CORD02112026", &["CORD02112026"]),
        ("02112026", &["CORD02112026", "DUPR02112026"]),
        ("lyon", &["CORD02112026", "BERA03112026", "DUPR02112026", "ANCI01112026"]),
        ("bé", &["BERA03112026"]),
        ("paris", &[]),
        ("%", &[]),
    ] {
        assert_eq!(numeros(&admin, &[("recherche", typed)]).await, expected, "{typed}");
    }
    get(&admin, "/api/candidats", &[("recherche", "a\u{0}")]).await.expect_problem(400, "REQUETE_INVALIDE");
}

#[tokio::test]
async fn candidates_are_filtered_by_the_formation_they_took() {
    let app = TestApp::start().await;
    people(&app).await;
    let admin = app.admin().await;
    assert_eq!(numeros(&admin, &[("formation", "GEMMO")]).await, ["CORD02112026"]);
    assert_eq!(numeros(&admin, &[("formation", "GEMMO"), ("formation", "CAP_BJ")]).await.len(), 4);
    assert_eq!(numeros(&admin, &[("formation", "CAP_BJ"), ("recherche", "bera")]).await, ["BERA03112026"]);
    assert!(numeros(&admin, &[("formation", "INCONNUE")]).await.is_empty());
    get(&admin, "/api/candidats", &[("formation", "gemmo")]).await.expect_problem(400, "REQUETE_INVALIDE");
}

#[tokio::test]
async fn a_candidate_is_given_whole_and_what_it_lacks_is_null() {
    let app = TestApp::start().await;
    let id = add_candidat(&app.db, "DUMI05112026", json!({ "nom": "Dumitru", "prenom": "Marie" })).await;
    let admin = app.admin().await;
    let mut expected = json!({
        "idCandidat": 1, "idProspect": id, "nom": "Dumitru", "prenom": "Marie", "email": null,
        "numeroDossier": "DUMI05112026", "lienDossierDrive": null,
        "formation": { "code": "CAP_BJ", "nom": "CAP Bijouterie-Joaillerie" }, "idSession": null, "session": null,
        "dateDebutSouhaitee": null, "statutDossier": "INCOMPLET", "piecesManquantes": 1, "motifDecision": null,
        "dateDecision": null, "decidePar": null, "partielle": false, "idConversion": null,
        "dateConversion": "2026-11-02T08:00:00Z",
    });
    let pieces = admin.get("/api/candidats/1").await.body["pieces"].clone();
    assert_eq!(pieces.as_array().map(Vec::len), Some(2));
    assert_eq!(admin.get("/api/candidats/1").await.expect(200).body, with(&expected, &pieces));
    app.db
        .execute(
            "WITH seat AS (UPDATE sessions SET inscrits = 1 WHERE id_session = 1)
            UPDATE candidats SET id_session = 1, lien_dossier_drive = 'https://drive.google.com/drive/folders/1abc',
             date_debut_souhaitee = '2027-03-15', statut_dossier = 'ACCEPTE', partielle = true",
        )
        .await;
    for (field, value) in [
        ("idSession", json!(1)),
        ("session", json!("Mars 2027")),
        ("lienDossierDrive", json!("https://drive.google.com/drive/folders/1abc")),
        ("dateDebutSouhaitee", json!("2027-03-15")),
        ("statutDossier", json!("ACCEPTE")),
        ("partielle", json!(true)),
    ] {
        expected[field] = value;
    }
    assert_eq!(admin.get("/api/candidats/1").await.expect(200).body, with(&expected, &pieces));
    assert_eq!(get(&admin, "/api/candidats", &[]).await.body["data"], Value::Array(vec![expected]));
}

/// Returns a row of the list with its pieces, as the candidate alone is answered.
fn with(row: &Value, pieces: &Value) -> Value {
    let mut whole = row.clone();
    whole["pieces"] = pieces.clone();
    whole
}

#[tokio::test]
async fn an_unknown_candidate_is_not_found() {
    let app = TestApp::start().await;
    people(&app).await;
    let admin = app.admin().await;
    for id in ["999", "0", "-1", "abc", "1a", "99999999999999999999", "1.0", "%00", "PROS_1"] {
        admin.get(&format!("/api/candidats/{id}")).await.expect_problem(404, "INTROUVABLE");
    }
}
