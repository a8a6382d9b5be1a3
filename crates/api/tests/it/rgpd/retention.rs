//! Retention: events that restart it, the people concerned, and a constant cost at any size.

use chrono::Utc;
use common::IdProspect;
use prospects_api::db::prospects::list_due;
use serde_json::{Value, json};

use crate::reading::plans::Explained;
use crate::reading::rows::{add, add_candidat};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::data;
use crate::support::db::TestDb;

/// Path of the due prospects.
const DUE: &str = "/api/rgpd/echeances";

async fn due(client: &Client) -> Vec<String> {
    let answer = client.get(DUE).await;
    let rows = answer.expect(200).body["data"].as_array().unwrap();
    rows.iter().map(|row| row["idProspect"].as_str().unwrap().to_owned()).collect()
}

/// Inserts a person with this first contact.
async fn since(app: &TestApp, first: &str) -> String {
    add(&app.db, json!({ "date_premier_contact": first, "date_dernier_contact": "2026-11-01T08:00:00Z" }))
        .await
}

async fn email(app: &TestApp, id: &str, sens: &str, date: &str) {
    let body = json!({ "sens": sens, "expediteur": "marie@exemple.example", "destinataire": "admissions@ecole.example",
        "dateEnvoi": date });
    app.n8n_client().post(&format!("/api/prospects/{id}/emails"), body).await.expect(201);
}

#[tokio::test]
async fn the_oldest_come_first_with_their_dates() {
    let app = TestApp::start().await;
    let later = since(&app, "2023-11-05T08:59:59Z").await;
    let oldest = since(&app, "2022-02-28T10:00:00Z").await;
    since(&app, "2023-11-05T09:00:01Z").await;
    let answer = app.admin().await.get(DUE).await;
    let expected = json!([
        { "idProspect": oldest, "nom": "Nom", "prenom": "Prénom", "dernierContactEntrant": "2022-02-28T10:00:00Z",
            "dateEcheance": "2025-02-28T10:00:00Z" },
        { "idProspect": later, "nom": "Nom", "prenom": "Prénom", "dernierContactEntrant": "2023-11-05T08:59:59Z",
            "dateEcheance": "2026-11-05T08:59:59Z" },
    ]);
    assert_eq!(answer.expect(200).body["data"], expected);
    let place = &answer.body["pagination"];
    assert_eq!((&place["total"], &place["totalExact"]), (&json!(2), &json!(true)));
}

#[tokio::test]
async fn an_email_received_starts_the_clock_again_and_our_own_does_not() {
    let app = TestApp::start().await;
    let silent = since(&app, "2022-01-01T08:00:00Z").await;
    let wrote = since(&app, "2022-01-01T08:00:00Z").await;
    email(&app, &silent, "SORTANT", "2026-10-01T08:00:00Z").await;
    email(&app, &wrote, "ENTRANT", "2026-10-01T08:00:00Z").await;
    email(&app, &wrote, "ENTRANT", "2022-06-01T08:00:00Z").await;
    assert_eq!(due(&app.admin().await).await, [silent]);
}

#[tokio::test]
async fn the_last_email_received_counts_even_when_it_is_older_than_the_record() {
    let app = TestApp::start().await;
    let id = since(&app, "2026-10-01T08:00:00Z").await;
    let admin = app.admin().await;
    assert!(due(&admin).await.is_empty());
    email(&app, &id, "ENTRANT", "2022-06-01T08:00:00Z").await;
    assert_eq!(due(&admin).await, [id]);
}

#[tokio::test]
async fn the_time_of_retention_is_configured() {
    let app = TestApp::setup().set("RETENTION_MOIS", 12).start().await;
    let id = since(&app, "2025-11-05T08:00:00Z").await;
    since(&app, "2025-11-05T10:00:00Z").await;
    assert_eq!(due(&app.admin().await).await, [id]);
}

#[tokio::test]
async fn a_candidate_is_not_listed() {
    let app = TestApp::start().await;
    let old = json!({ "date_premier_contact": "2020-01-01T08:00:00Z" });
    add_candidat(&app.db, "NOMX01012020", old).await;
    assert!(due(&app.admin().await).await.is_empty());
}

#[tokio::test]
async fn pages_make_the_whole_list() {
    let app = TestApp::start().await;
    for day in 1..=5 {
        since(&app, &format!("2020-01-0{day}T08:00:00Z")).await;
    }
    let admin = app.admin().await;
    let whole = due(&admin).await;
    let mut walked = Vec::new();
    for page in 1..=3 {
        let answer = admin.get(&format!("{DUE}?limit=2&page={page}")).await;
        let rows = answer.expect(200).body["data"].as_array().unwrap().clone();
        walked.extend(rows.iter().map(|row: &Value| row["idProspect"].as_str().unwrap().to_owned()));
    }
    assert_eq!((walked.len(), &walked), (5, &whole));
    admin.get(&format!("{DUE}?limit=101")).await.expect_problem(400, "REQUETE_INVALIDE");
}

#[tokio::test]
async fn more_than_a_thousand_are_not_counted_to_the_end() {
    let db = TestDb::create().await;
    data::catalogue(&db).await;
    db.execute(
        "INSERT INTO prospects (nom, prenom, source, date_premier_contact, date_dernier_contact)
         SELECT 'Nom', '', 'EMAIL', '2020-01-01Z'::timestamptz + i * interval '1 minute', '2026-01-01Z'
         FROM generate_series(1, 1001) i",
    )
    .await;
    let app = TestApp::setup().start_on(db);
    let answer = app.admin().await.get(DUE).await;
    let place = &answer.expect(200).body["pagination"];
    assert_eq!((&place["total"], &place["totalExact"]), (&json!(1000), &json!(false)));
}

#[tokio::test]
async fn the_list_is_read_from_its_index_alone() {
    let db = TestDb::create().await;
    data::catalogue(&db).await;
    db.execute(
        "INSERT INTO prospects (nom, prenom, source, date_premier_contact, date_dernier_contact)
         SELECT 'Nom', '', 'EMAIL', '2020-01-01Z'::timestamptz + i * interval '1 hour', '2026-11-01Z'
         FROM generate_series(1, 50000) i",
    )
    .await;
    db.execute("ANALYZE").await;
    let explained = Explained::connect(&db).await;
    let limit: chrono::DateTime<Utc> = "2023-11-05T09:00:00Z".parse().unwrap();
    for offset in [0, 20_000] {
        let plans = explained
            .expect_index("those whose time is over", async |conn| {
                let (rows, total) = list_due(conn, limit, offset, 25).await.unwrap();
                let first: &IdProspect = &rows[0].id_prospect.0;
                assert_eq!(first.as_str(), format!("PROS_{}", offset + 1));
                assert!(!total.exact);
            })
            .await;
        let walks = plans.iter().filter(|plan| plan.to_string().contains("prospects_conservation"));
        assert_eq!(walks.count(), 2, "the page and its count: {plans:#?}");
    }
}
