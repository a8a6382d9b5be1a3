//! `If-Match`: concurrent changes are never overwritten.

use serde_json::json;

use super::records::{add, added, change, etag_of, everything, id_of, log, marie, read, received};
use crate::support::app::TestApp;

#[tokio::test]
async fn a_change_without_a_version_is_428() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let before = everything(&app.db).await;
    for client in [app.n8n_client(), app.admin().await] {
        change(&client, &id, None, json!({ "ville": "Brest" }))
            .await
            .expect_problem(428, "CONDITION_REQUISE");
    }
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn a_change_from_the_version_that_was_read_is_taken_and_makes_another() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let admin = app.admin().await;
    let first = etag_of(&read(&admin, &id).await);
    let answer = change(&admin, &id, Some(&first), json!({ "ville": "Brest" })).await;
    assert_eq!(answer.expect(200).body["ville"], "Brest");
    let second = etag_of(&answer);
    assert_ne!(second, first);
    assert_eq!(etag_of(&read(&admin, &id).await), second);
    change(&admin, &id, Some(&second), json!({ "ville": "Lyon" })).await.expect(200);
}

#[tokio::test]
async fn a_change_from_an_older_version_is_412_and_changes_nothing() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let first = add(&n8n, marie()).await;
    let (id, stale) = (id_of(first.expect(201)), etag_of(&first));
    change(&n8n, &id, Some(&stale), json!({ "ville": "Brest" })).await.expect(200);
    let before = everything(&app.db).await;
    for client in [app.n8n_client(), app.admin().await] {
        let answer = change(&client, &id, Some(&stale), json!({ "nom": "Nguyen" })).await;
        answer.expect_problem(412, "VERSION_PERIMEE");
    }
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn a_star_takes_whatever_version_there_is() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    for ville in ["Brest", "Lyon"] {
        let answer = change(&n8n, &id, Some("*"), json!({ "ville": ville })).await;
        assert_eq!(answer.expect(200).body["ville"], ville);
    }
}

#[tokio::test]
async fn a_version_is_known_whatever_a_compressing_proxy_made_of_its_tag() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    for (at, form) in ["weak", "-gzip", "-br", ";gzip", "--gzip"].into_iter().enumerate() {
        let tag = etag_of(&read(&app.admin().await, &id).await);
        let sent = match form {
            "weak" => format!("W/{tag}"),
            suffix => format!("\"{}{suffix}\"", tag.replace('"', "")),
        };
        let ville = format!("Ville {at}");
        let answer = change(&n8n, &id, Some(&sent), json!({ "ville": ville })).await;
        assert_eq!(answer.expect(200).body["ville"], ville, "{sent}");
        // Each form names the previous version.
        change(&n8n, &id, Some(&sent), json!({ "ville": "Brest" }))
            .await
            .expect_problem(412, "VERSION_PERIMEE");
    }
}

#[tokio::test]
async fn one_of_several_versions_is_enough() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let first = add(&n8n, marie()).await;
    let several = format!("\"v0\", {}", etag_of(&first));
    change(&n8n, &id_of(&first), Some(&several), json!({ "ville": "Brest" })).await.expect(200);
}

#[tokio::test]
async fn a_header_without_a_tag_is_400_and_another_tag_412() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let first = add(&n8n, marie()).await;
    let before = everything(&app.db).await;
    let bare = etag_of(&first).replace('"', "");
    for version in [bare.as_str(), "", "1", "v1*", "\"v1"] {
        let answer = change(&n8n, &id_of(&first), Some(version), json!({ "ville": "Brest" })).await;
        answer.expect_problem(400, "REQUETE_INVALIDE");
    }
    for version in ["\"\"", "\"v999\"", "\"V1\"", "\"v1x-gzip\""] {
        let answer = change(&n8n, &id_of(&first), Some(version), json!({ "ville": "Brest" })).await;
        answer.expect_problem(412, "VERSION_PERIMEE");
    }
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn a_change_that_changes_nothing_makes_no_version() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let first = add(&n8n, marie()).await;
    let (id, version) = (id_of(first.expect(201)), etag_of(&first));
    let before = everything(&app.db).await;
    for body in
        [json!({}), json!({ "nom": "Dumitru" }), json!({ "emails": ["MARIE@exemple.fr"], "ville": null })]
    {
        let answer = change(&n8n, &id, Some(&version), body).await;
        assert_eq!(etag_of(answer.expect(200)), version);
    }
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn of_two_changes_from_one_version_at_the_same_instant_one_is_taken() {
    let app = TestApp::start().await;
    let first = add(&app.n8n_client(), marie()).await;
    let (id, version) = (id_of(first.expect(201)), etag_of(&first));
    let admin = app.admin().await;
    let (brest, lyon) = tokio::join!(
        change(&admin, &id, Some(&version), json!({ "ville": "Brest" })),
        change(&admin, &id, Some(&version), json!({ "ville": "Lyon" })),
    );
    let (taken, refused) = if brest.status == 200 { (brest, lyon) } else { (lyon, brest) };
    refused.expect_problem(412, "VERSION_PERIMEE");
    assert_eq!(taken.expect(200).body["ville"], read(&admin, &id).await.body["ville"]);
}

#[tokio::test]
async fn an_email_makes_no_version_of_the_record() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let first = add(&n8n, marie()).await;
    let id = id_of(first.expect(201));
    log(&n8n, &id, received()).await.expect(201);
    change(&n8n, &id, Some(&etag_of(&first)), json!({ "ville": "Brest" })).await.expect(200);
}

#[tokio::test]
async fn n8n_reads_the_version_that_it_changes() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    let tag = etag_of(&read(&n8n, &id).await);
    let answer = change(&n8n, &id, Some(&tag), json!({ "ville": "Lyon" })).await;
    assert_eq!(answer.expect(200).body["ville"], "Lyon");
    n8n.get("/api/prospects").await.expect_problem(401, "NON_AUTHENTIFIE");
}
