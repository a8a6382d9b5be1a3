//! The day's work: sections, owners, order, pages and counts; and the filters of the list that follow from it.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::rows::{add, list};
use crate::support::app::TestApp;
use crate::support::client::Client;

const RELANCES: &str = "/api/relances";

/// Returns the identifiers of a page.
async fn ids(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("{RELANCES}?{query}")).await;
    let rows = page.expect(200).body["data"].as_array().unwrap();
    rows.iter().map(|row| row["idProspect"].as_str().unwrap().to_owned()).collect()
}

async fn counts(client: &Client, query: &str) -> Value {
    client.get(&format!("{RELANCES}/compteurs?{query}")).await.expect(200).body.clone()
}

/// Inserts a prospect with these columns, whose last contact is recent.
async fn prospect(app: &TestApp, columns: Value) -> String {
    let mut row = json!({ "date_premier_contact": "2026-01-05T08:00:00Z",
        "date_dernier_contact": "2026-11-01T08:00:00Z" });
    row.as_object_mut().unwrap().extend(columns.as_object().unwrap().clone());
    add(&app.db, row).await
}

async fn account(app: &TestApp, email: &str) -> i64 {
    let sql = format!("SELECT id_utilisateur AS count FROM utilisateurs WHERE email = '{email}'");
    app.db.count(&sql).await
}

#[tokio::test]
async fn each_section_has_its_prospects_with_the_earliest_touch_first() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let touch = async |day: &str, time: Option<&str>| {
        prospect(&app, json!({ "relance_le": day, "relance_heure": time })).await
    };
    let late = touch("2026-11-04", None).await;
    let later = touch("2026-10-01", Some("18:00")).await;
    let afternoon = touch("2026-11-05", Some("14:30")).await;
    let any_time = touch("2026-11-05", None).await;
    let morning = touch("2026-11-05", Some("09:00")).await;
    let last_of_week = touch("2026-11-12", None).await;
    let tomorrow = touch("2026-11-06", None).await;
    touch("2026-11-13", None).await;
    assert_eq!(ids(&admin, "quand=retard").await, [later, late]);
    assert_eq!(ids(&admin, "quand=aujourdhui").await, [morning, afternoon, any_time]);
    assert_eq!(ids(&admin, "quand=semaine").await, [tomorrow, last_of_week]);
    assert_eq!(
        counts(&admin, "").await,
        json!({ "retard": 2, "aujourdhui": 3, "semaine": 2, "sansSuite": 0 })
    );
}

#[tokio::test]
async fn a_day_begins_at_midnight_in_paris() {
    let app = TestApp::start().await;
    let id = prospect(&app, json!({ "relance_le": "2026-11-06" })).await;
    // 22:59 UTC is 23:59 in Paris.
    app.advance(TimeDelta::hours(13) + TimeDelta::minutes(59));
    let admin = app.admin().await;
    assert_eq!(ids(&admin, "quand=semaine").await, [id.as_str()]);
    app.advance(TimeDelta::minutes(1));
    assert_eq!(ids(&admin, "quand=aujourdhui").await, [id.as_str()]);
    app.advance(TimeDelta::days(1));
    let admin = app.admin().await;
    assert_eq!(ids(&admin, "quand=retard").await, [id]);
}

#[tokio::test]
async fn sans_suite_is_open_without_a_touch_and_without_a_contact_for_fourteen_days() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let silent = |columns: Value| {
        let mut row = json!({ "date_dernier_contact": "2026-10-22T08:59:59Z" });
        row.as_object_mut().unwrap().extend(columns.as_object().unwrap().clone());
        row
    };
    let older = prospect(&app, silent(json!({ "date_dernier_contact": "2026-03-01T08:00:00Z" }))).await;
    let since_two_weeks = prospect(&app, silent(json!({}))).await;
    prospect(&app, json!({ "date_dernier_contact": "2026-10-22T09:00:00Z" })).await;
    prospect(&app, silent(json!({ "relance_le": "2026-12-01" }))).await;
    prospect(&app, silent(json!({ "statut_prospect": "PERDU" }))).await;
    let erased = silent(json!({ "date_anonymisation": "2026-10-23T08:00:00Z" }));
    prospect(&app, erased).await;
    assert_eq!(ids(&admin, "quand=sans_suite").await, [since_two_weeks, older]);
    assert_eq!(counts(&admin, "responsable=aucun").await["sansSuite"], 2);
}

#[tokio::test]
async fn the_prospects_of_a_deactivated_owner_stay_theirs_and_are_nobodys_work() {
    let app = TestApp::start().await;
    let sophie = app.admin().await;
    let lea = app.login("lea@ecole.example", "Léa", "ADMIN").await;
    let of_lea = account(&app, "lea@ecole.example").await;
    let due = |owner: Option<i64>| json!({ "relance_le": "2026-11-05", "id_responsable": owner });
    let hers = prospect(&app, due(Some(of_lea))).await;
    let nobodys = prospect(&app, due(None)).await;
    assert_eq!(ids(&lea, "responsable=moi").await, [hers.as_str()]);
    assert!(ids(&sophie, "responsable=moi").await.is_empty());
    assert_eq!(ids(&sophie, &format!("responsable={of_lea}")).await, [hers.as_str()]);
    assert_eq!(ids(&sophie, "responsable=aucun").await, [nobodys.as_str()]);
    assert_eq!(ids(&sophie, "responsable=tous").await, [hers.clone(), nobodys.clone()]);
    let followed = async || {
        let accounts = sophie.get("/api/utilisateurs").await;
        let accounts = accounts.expect(200).body["data"].as_array().unwrap().clone();
        let lea = accounts.into_iter().find(|one| one["idUtilisateur"] == of_lea).unwrap();
        lea["prospectsSuivis"].clone()
    };
    assert_eq!(followed().await, 1);
    app.db.execute("UPDATE utilisateurs SET actif = false WHERE email = 'lea@ecole.example'").await;
    assert_eq!(followed().await, 1, "the records stay");
    assert_eq!(ids(&sophie, "responsable=aucun").await, [hers.clone(), nobodys]);
    assert_eq!(ids(&sophie, &format!("responsable={of_lea}")).await, [hers]);
    assert_eq!(counts(&sophie, "responsable=aucun").await["aujourdhui"], 2);
}

#[tokio::test]
async fn a_cursor_walks_a_section_without_losing_or_repeating_anybody() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for at in 0..11 {
        let time = (at % 3 > 0).then(|| format!("{:02}:00", 8 + at % 3));
        let day = format!("2026-11-0{}", 1 + at % 2);
        prospect(&app, json!({ "relance_le": day, "relance_heure": time })).await;
        let contact = format!("2026-10-0{}T08:00:00.123456Z", 1 + at % 4);
        prospect(&app, json!({ "date_dernier_contact": contact })).await;
    }
    for quand in ["retard", "sans_suite"] {
        let whole = ids(&admin, &format!("quand={quand}&limit=100")).await;
        assert_eq!(whole.len(), 11);
        let (mut walked, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = admin.get(&format!("{RELANCES}?quand={quand}&limit=3&curseur={cursor}")).await;
            for row in page.expect(200).body["data"].as_array().unwrap() {
                walked.push(row["idProspect"].as_str().unwrap().to_owned());
            }
            assert_eq!(page.body["pagination"]["total"], 11);
            let Some(next) = page.body["pagination"]["curseurSuivant"].as_str() else { break };
            next.clone_into(&mut cursor);
        }
        assert_eq!(walked, whole, "{quand}");
        assert_eq!(ids(&admin, &format!("quand={quand}&limit=3&page=4")).await, whole[9..]);
        let other = if quand == "retard" { "sans_suite" } else { "retard" };
        let foreign = admin.get(&format!("{RELANCES}?quand={other}&curseur={cursor}")).await;
        foreign.expect_problem(400, "REQUETE_INVALIDE");
    }
}

#[tokio::test]
async fn an_unknown_word_is_400() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for query in
        ["quand=demain", "quand=RETARD", "responsable=Moi", "responsable=-1", "curseur=zz", "limit=0"]
    {
        admin.get(&format!("{RELANCES}?{query}")).await.expect_problem(400, "REQUETE_INVALIDE");
    }
    for query in ["relance=demain", "contactDepuis=2026-02-30", "sansReponseDepuis=-1", "source=PIGEON"] {
        admin.get(&format!("/api/prospects?{query}")).await.expect_problem(400, "REQUETE_INVALIDE");
    }
}

/// Filters of the list with their SQL condition.
const FILTERS: [(&[(&str, &str)], &str); 11] = [
    (&[("source", "SALON")], "source = 'SALON'"),
    (&[("source", "SALON"), ("source", "EMAIL")], "source IN ('SALON', 'EMAIL')"),
    (&[("motifPerte", "TROP_CHER")], "motif_perte = 'TROP_CHER'"),
    (
        &[("motifPerte", "AUTRE"), ("motifPerte", "TROP_CHER"), ("statut", "PERDU")],
        "statut_prospect = 'PERDU' AND motif_perte IN ('AUTRE', 'TROP_CHER')",
    ),
    (&[("relance", "retard")], "relance_le < '2026-11-05'"),
    (
        &[("relance", "semaine"), ("statut", "NOUVEAU")],
        "relance_le BETWEEN '2026-11-06' AND '2026-11-12' AND statut_prospect = 'NOUVEAU'",
    ),
    (&[("responsable", "aucun")], "id_responsable IS NULL"),
    (&[("responsable", "moi")], "id_responsable IS NOT NULL"),
    (&[("contactDepuis", "2026-10-20")], "date_dernier_contact >= '2026-10-20 00:00 Europe/Paris'"),
    (
        &[("contactDepuis", "2026-10-10"), ("contactAvant", "2026-10-20")],
        "date_dernier_contact >= '2026-10-10 00:00 Europe/Paris'
            AND date_dernier_contact < '2026-10-20 00:00 Europe/Paris'",
    ),
    (
        &[("sansReponseDepuis", "7"), ("formation", "CAP_BJ")],
        "date_dernier_contact < '2026-10-30 00:00 Europe/Paris' AND formation_souhaitee = 'CAP_BJ'
            AND date_dernier_sortant IS NOT NULL AND (date_dernier_entrant IS NULL OR date_dernier_entrant < date_dernier_sortant)",
    ),
];

#[tokio::test]
async fn list_counts_and_export_agree_on_each_filter_with_exact_totals() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let me = account(&app, "sophie@ecole.example").await;
    app.db
        .execute(&format!(
            "INSERT INTO prospects (nom, prenom, source, statut_prospect, formation_souhaitee, id_responsable, relance_le,
                motif_perte, date_premier_contact, date_dernier_contact, date_dernier_entrant, date_dernier_sortant)
             SELECT 'N' || i, '', (ARRAY['SALON', 'EMAIL', 'AUTRE'])[i % 3 + 1],
                (ARRAY['NOUVEAU', 'PERDU', 'QUALIFIE'])[i % 5 % 3 + 1], (ARRAY['CAP_BJ', NULL])[i % 2 + 1],
                CASE i % 4 WHEN 0 THEN {me} END, CASE WHEN i % 3 = 0 THEN date '2026-10-25' + i END,
                CASE WHEN i % 5 % 3 = 1 THEN (ARRAY['TROP_CHER', 'AUTRE', 'DOUBLON'])[i % 7 % 3 + 1] END, '2026-01-01', '2026-10-01'::timestamptz + i * interval '13 hours',
                CASE i % 3 WHEN 0 THEN '2026-10-01'::timestamptz + i * interval '13 hours' WHEN 1 THEN '2026-09-01' END,
                CASE WHEN i % 4 > 0 THEN '2026-10-01'::timestamptz + i * interval '12 hours' END
             FROM generate_series(1, 60) i"
        ))
        .await;
    for (query, condition) in FILTERS {
        let condition = format!("statut_prospect <> 'CANDIDAT' AND {condition}");
        let rows = app.db.count(&format!("SELECT count(*) AS count FROM prospects WHERE {condition}")).await;
        assert!(rows > 0, "{query:?} finds nobody");
        let answer = list(&admin, query).await;
        let place = &answer.expect(200).body["pagination"];
        assert_eq!((&place["total"], &place["totalExact"]), (&json!(rows), &json!(true)), "{query:?}");
        let text = query.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&");
        let counted = admin.get(&format!("/api/prospects/compteurs?{text}")).await;
        let formations = counted.expect(200).body["formation"].as_object().unwrap();
        let by_formation: i64 = formations.values().map(|number| number.as_i64().unwrap()).sum();
        let without = condition.replace(" AND formation_souhaitee = 'CAP_BJ'", "");
        let sql = format!(
            "SELECT count(*) AS count FROM prospects WHERE {without} AND formation_souhaitee IS NOT NULL"
        );
        assert_eq!(by_formation, app.db.count(&sql).await, "{query:?}");
        let file = admin.request(reqwest::Method::GET, &format!("/api/prospects/export?format=csv&{text}"));
        let file = file.send().await.unwrap().text().await.unwrap();
        assert_eq!(i64::try_from(file.lines().count()).unwrap(), rows + 1, "{query:?}");
        // The cursor of the first page leads through these filters.
        let all = list(&admin, &[query, &[("limit", "7")]].concat()).await;
        if let Some(cursor) = all.body["pagination"]["curseurSuivant"].as_str() {
            list(&admin, &[query, &[("limit", "7"), ("curseur", cursor)]].concat()).await.expect(200);
            let foreign = admin.get(&format!("/api/prospects?curseur={cursor}")).await;
            foreign.expect_problem(400, "REQUETE_INVALIDE");
        }
    }
}

#[tokio::test]
async fn sans_reponse_is_an_email_of_the_school_that_nobody_answered() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let body = json!({ "nom": "Dumitru", "telephone": "06 39 98 12 34", "source": "TELEPHONE" });
    let id =
        n8n.post("/api/prospects", body).await.expect(201).body["idProspect"].as_str().unwrap().to_owned();
    let exchanged = async |sens: &str| {
        let body =
            json!({ "sens": sens, "expediteur": "a@exemple.example", "destinataire": "b@exemple.example" });
        n8n.post(&format!("/api/prospects/{id}/emails"), body).await.expect(201);
    };
    let found = async |expected: usize, why: &str| {
        app.advance(TimeDelta::days(8));
        let admin = app.admin().await;
        let answer = list(&admin, &[("sansReponseDepuis", "7")]).await;
        assert_eq!(answer.expect(200).body["data"].as_array().unwrap().len(), expected, "{why}");
        admin
    };
    found(0, "nobody wrote").await;
    exchanged("ENTRANT").await;
    found(0, "the person wrote").await;
    exchanged("SORTANT").await;
    found(1, "the school answered").await;
    exchanged("ENTRANT").await;
    found(0, "the person answered").await;
    exchanged("SORTANT").await;
    let admin = found(1, "the school wrote last").await;
    admin.post("/api/rgpd/anonymisation", json!({ "ids": [id], "motif": "DEMANDE" })).await.expect(200);
    found(0, "nobody can answer any more").await;
}
