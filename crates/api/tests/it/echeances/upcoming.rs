//! The date limits of all sessions, with the prospects who wait for them.

use serde_json::json;

use crate::catalogue::requests::patch;
use crate::support::app::TestApp;
use crate::support::data;

const ALL: &str = "/api/echeances";

#[tokio::test]
async fn a_row_counts_the_open_prospects_who_wish_the_formation_with_that_funding() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    assert_eq!(admin.get(ALL).await.expect(200).body["data"], json!([]), "nobody wishes anything yet");
    data::prospects(&app.db, 3).await;
    let sql = "UPDATE prospects SET statut_prospect = 'PERDU' WHERE nom = 'Nom2'";
    app.db.execute(sql).await;
    let answer = admin.get(ALL).await;
    let rows = answer.expect(200).body["data"].as_array().unwrap();
    // "Mars 2027", "Une place" and "Complète" take candidates; "Fermée" does not.
    let shown: Vec<_> =
        rows.iter().map(|row| (&row["session"]["idSession"], &row["echeance"]["agirAvant"])).collect();
    let expected =
        [(json!(1), json!("2027-02-12")), (json!(2), json!("2027-03-16")), (json!(3), json!("2027-04-15"))];
    assert_eq!(shown, expected.iter().map(|(id, day)| (id, day)).collect::<Vec<_>>());
    assert!(rows.iter().all(|row| row["prospects"] == 2 && row["financement"] == "CPF"));
    assert_eq!(rows[0]["nomFormation"], "CAP Bijouterie-Joaillerie");
}

#[tokio::test]
async fn limits_are_kept_up_to_a_day_and_sorted_by_day_to_act() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    data::prospects(&app.db, 2).await;
    app.db.execute("UPDATE prospects SET mode_financement = 'TRANSITIONS_PRO' WHERE nom = 'Nom1'").await;
    let days = async |query: &str| {
        let answer = admin.get(&format!("{ALL}{query}")).await;
        let rows = answer.expect(200).body["data"].as_array().unwrap().clone();
        rows.iter().map(|row| row["echeance"]["agirAvant"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = days("").await;
    assert!(all.is_sorted() && all.len() == 9, "{all:?}");
    let kept = days("?avant=2027-02-12").await;
    assert_eq!(kept, all.iter().filter(|day| day.as_str() <= "2027-02-12").cloned().collect::<Vec<_>>());
    assert!(!kept.is_empty() && kept.len() < all.len());
    admin.get(&format!("{ALL}?avant=bientôt")).await.expect_problem(400, "REQUETE_INVALIDE");
}

#[tokio::test]
async fn an_anonymised_person_wishes_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let ids = data::prospects(&app.db, 2).await;
    let prospects = async || {
        let answer = admin.get(ALL).await;
        let rows = answer.expect(200).body["data"].as_array().unwrap().clone();
        rows.into_iter().map(|row| row["prospects"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(prospects().await, [2, 2, 2]);
    for (id, left) in [(&ids[0], vec![1, 1, 1]), (&ids[1], vec![])] {
        let body = json!({ "ids": [id], "motif": "DEMANDE" });
        admin.post("/api/rgpd/anonymisation", body).await.expect(200);
        assert_eq!(prospects().await, left);
    }
}

#[tokio::test]
async fn an_archived_formation_has_no_row() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    data::prospects(&app.db, 1).await;
    assert_ne!(admin.get(ALL).await.expect(200).body["data"], json!([]));
    patch(&admin, "/api/formations/CAP_BJ", &json!({ "active": false })).await.expect(200);
    assert_eq!(admin.get(ALL).await.expect(200).body["data"], json!([]));
}
