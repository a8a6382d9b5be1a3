//! The query of a view is read as the list reads it, also when a code is gone.

use chrono::TimeDelta;
use serde_json::json;

use super::{list, save};
use crate::reading::rows::add;
use crate::support::app::TestApp;
use crate::support::reading::LIST;

#[tokio::test]
async fn a_code_that_is_gone_is_left_out_and_named() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for formation in ["CAP_BJ", "GEMMO"] {
        add(&app.db, json!({ "formation_souhaitee": formation })).await;
    }
    save(&admin, "EQUIPE", "CAP", "formation=CAP_BJ").await;
    app.db
        .execute("UPDATE vues SET requete = 'formation=PARTIE&statut=JADIS&tri=age&formation=CAP_BJ'")
        .await;
    let view = &list(&admin).await[0];
    assert_eq!(view["ignore"], json!(["formation=PARTIE", "statut=JADIS", "tri=age"]));
    assert_eq!((&view["total"], &view["totalExact"]), (&json!(1), &json!(true)));
    app.db.execute("UPDATE vues SET requete = 'formation=PARTIE'").await;
    let view = &list(&admin).await[0];
    assert_eq!((&view["total"], &view["ignore"]), (&json!(2), &json!(["formation=PARTIE"])));
}

#[tokio::test]
async fn the_formation_of_a_view_may_be_archived() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    add(&app.db, json!({ "formation_souhaitee": "ANCIENNE" })).await;
    add(&app.db, json!({})).await;
    let view = save(&admin, "EQUIPE", "Anciens", "formation=ANCIENNE").await;
    assert_eq!((&view["total"], &view["ignore"]), (&json!(1), &json!([])), "its prospects are still there");
}

#[tokio::test]
async fn a_relative_date_moves_with_the_days() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    // The tests begin on 5 November 2026; a day begins at 23:00 UTC or, before 25 October, at 22:00 UTC.
    for last in ["2026-10-05T22:00:00Z", "2026-10-05T21:59:59Z", "2026-11-05T08:00:00Z"] {
        add(&app.db, json!({ "date_dernier_contact": last })).await;
    }
    let totals = async |admin: &crate::support::client::Client| {
        let views = list(admin).await;
        views.iter().map(|view| view["total"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    save(&admin, "EQUIPE", "Depuis 30 jours", "contact=30j").await;
    save(&admin, "EQUIPE", "Avant 30 jours", "contact=avant30j").await;
    assert_eq!(totals(&admin).await, [2, 2]);
    for (contact, expected) in [("30j", 2), ("avant30j", 2), ("31j", 3), ("avant31j", 1)] {
        let answer = admin.get(&format!("{LIST}?contact={contact}")).await;
        assert_eq!(answer.expect(200).body["pagination"]["total"], expected, "{contact}");
    }
    let both = admin.get(&format!("{LIST}?contact=31j&contactDepuis=2026-11-01")).await;
    assert_eq!(both.expect(200).body["pagination"]["total"], 1);
    admin.get(&format!("{LIST}?contact=hier")).await.expect_problem(400, "REQUETE_INVALIDE");
    app.advance(TimeDelta::days(1));
    let admin = app.admin().await;
    assert_eq!(totals(&admin).await, [1, 2]);
}
