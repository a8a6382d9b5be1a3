//! Resolving and reopening of entries, one or many.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::rows::{JOURNAL, add, entry, found, patch, resolve};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};

async fn resolve_many(client: &Client, ids: &[i64], resolu: bool) -> Answer {
    client.post(&format!("{JOURNAL}/resolution"), json!({ "ids": ids, "resolu": resolu })).await
}

#[tokio::test]
async fn a_resolution_bears_the_name_of_the_person_and_the_time() {
    let app = TestApp::start().await;
    let id = add(&app.db, json!({})).await;
    let admin = app.admin().await;
    let resolved = resolve(&admin, id, true).await;
    assert_eq!(resolved["resolu"], true);
    assert_eq!(resolved["resoluPar"], "Sophie Martin");
    assert_eq!(resolved["dateResolution"], "2026-11-05T09:00:00Z");
    assert_eq!(entry(&admin, id).await, resolved);
}

#[tokio::test]
async fn a_second_resolution_changes_nothing() {
    let app = TestApp::start().await;
    let id = add(&app.db, json!({})).await;
    let first = resolve(&app.admin().await, id, true).await;
    app.advance(TimeDelta::minutes(5));
    let luc = app.login("luc@ecole.example", "Luc", "ADMIN").await;
    assert_eq!(resolve(&luc, id, true).await, first);
}

#[tokio::test]
async fn an_entry_that_is_opened_again_forgets_its_resolution() {
    let app = TestApp::start().await;
    let id = add(&app.db, json!({})).await;
    let admin = app.admin().await;
    let before = entry(&admin, id).await;
    resolve(&admin, id, true).await;
    for _ in 0..2 {
        assert_eq!(resolve(&admin, id, false).await, before);
    }
}

#[tokio::test]
async fn only_the_entry_that_was_asked_for_changes() {
    let app = TestApp::start().await;
    let (id, other) = (add(&app.db, json!({})).await, add(&app.db, json!({})).await);
    let admin = app.admin().await;
    resolve(&admin, id, true).await;
    assert_eq!(found(&admin, &[("resolu", "false")]).await, [other]);
}

#[tokio::test]
async fn an_unknown_entry_can_not_be_resolved() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for id in ["1", "0", "-1", "abc", "99999999999999999999"] {
        let answer = patch(&admin, &format!("{JOURNAL}/{id}"), &json!({ "resolu": true })).await;
        answer.expect_problem(404, "INTROUVABLE");
    }
}

#[tokio::test]
async fn a_malformed_resolution_says_which_field() {
    let app = TestApp::start().await;
    let path = format!("{JOURNAL}/{}", add(&app.db, json!({})).await);
    let admin = app.admin().await;
    patch(&admin, &path, &json!({})).await.expect_field("resolu", "CHAMP_REQUIS");
    patch(&admin, &path, &json!({ "resolu": "true" })).await.expect_field("resolu", "TYPE_INVALIDE");
    patch(&admin, &path, &json!({ "resolu": null })).await.expect_field("resolu", "TYPE_INVALIDE");
    let named = json!({ "resolu": true, "resoluPar": "Luc Petit" });
    patch(&admin, &path, &named).await.expect_field("resoluPar", "CHAMP_INCONNU");
    assert_eq!(found(&admin, &[("resolu", "true")]).await, Vec::<i64>::new());
}

#[tokio::test]
async fn many_are_resolved_at_once_and_only_changes_are_counted() {
    let app = TestApp::start().await;
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(add(&app.db, json!({})).await);
    }
    let admin = app.admin().await;
    resolve(&admin, ids[0], true).await;
    app.advance(TimeDelta::minutes(5));
    let asked = [ids[0], ids[1], ids[2], ids[2], 999, -1];
    assert_eq!(resolve_many(&admin, &asked, true).await.expect(200).body, json!({ "modifiees": 2 }));
    assert_eq!(resolve_many(&admin, &asked, true).await.expect(200).body, json!({ "modifiees": 0 }));
    assert_eq!(entry(&admin, ids[0]).await["dateResolution"], "2026-11-05T09:00:00Z");
    assert_eq!(entry(&admin, ids[1]).await["dateResolution"], "2026-11-05T09:05:00Z");
    assert_eq!(entry(&admin, ids[1]).await["resoluPar"], "Sophie Martin");
    assert_eq!(found(&admin, &[("resolu", "false")]).await, [ids[3]]);
}

#[tokio::test]
async fn many_are_opened_again_at_once() {
    let app = TestApp::start().await;
    let ids = [add(&app.db, json!({})).await, add(&app.db, json!({})).await];
    let admin = app.admin().await;
    resolve_many(&admin, &ids, true).await.expect(200);
    assert_eq!(resolve_many(&admin, &ids, false).await.expect(200).body, json!({ "modifiees": 2 }));
    for id in ids {
        let entry = entry(&admin, id).await;
        assert_eq!(
            (&entry["resolu"], &entry["resoluPar"], &entry["dateResolution"]),
            (&json!(false), &Value::Null, &Value::Null)
        );
    }
}

#[tokio::test]
async fn a_group_has_one_to_500_entries() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let many: Vec<i64> = (1..=501).collect();
    resolve_many(&admin, &[], true).await.expect_field("ids", "LONGUEUR");
    resolve_many(&admin, &many, true).await.expect_field("ids", "LONGUEUR");
    resolve_many(&admin, &many[..500], true).await.expect(200);
}

#[tokio::test]
async fn a_malformed_group_says_which_field() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = format!("{JOURNAL}/resolution");
    for (body, champ, code) in [
        (json!({ "ids": [1] }), "resolu", "CHAMP_REQUIS"),
        (json!({ "resolu": true }), "ids", "CHAMP_REQUIS"),
        (json!({ "ids": ["1"], "resolu": true }), "ids[0]", "TYPE_INVALIDE"),
        (json!({ "ids": 1, "resolu": true }), "ids", "TYPE_INVALIDE"),
        (json!({ "ids": [1], "resolu": true, "toutes": true }), "toutes", "CHAMP_INCONNU"),
    ] {
        admin.post(&path, body).await.expect_field(champ, code);
    }
}
