//! A returning person: the record is completed, never duplicated, and nothing is replaced.

use std::collections::HashSet;

use reqwest::header::LOCATION;
use serde_json::json;

use super::records::{add, added, change, count, etag_of, everything, id_of, marie, marie_with, read};
use crate::reading::rows;
use crate::support::app::TestApp;

#[tokio::test]
async fn the_same_address_again_is_the_same_person() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie()).await;
    for email in ["marie@exemple.fr", " MARIE@Exemple.FR "] {
        let answer = add(&n8n, marie_with("email", json!(email))).await;
        assert_eq!(id_of(answer.expect(200)), id);
        assert!(!answer.headers.contains_key(LOCATION));
    }
    assert_eq!(count(&app.db).await, 1);
}

#[tokio::test]
async fn what_was_empty_is_filled_and_what_is_new_is_added() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let first = json!({ "nom": "Dumitru", "email": "marie@exemple.fr", "telephone": "06 39 98 00 01" });
    let first = add(&n8n, first).await;
    let more = json!({
        "nom": "Dumitru", "prenom": "Marie", "emails": ["marie@exemple.fr", "bureau@exemple.fr"],
        "telephones": ["06 39 98 00 02", "06 39 98 00 01"], "adresse": "12 rue des Orfèvres", "codePostal": "69002",
        "ville": "Lyon", "formationSouhaitee": "CAP_BJ", "modeFinancement": "CPF", "resumeIa": "Premier résumé",
    });
    let answer = add(&n8n, more.clone()).await;
    let body = &answer.expect(200).body;
    assert_eq!(body["emails"], json!(["marie@exemple.fr", "bureau@exemple.fr"]));
    assert_eq!(body["telephones"], json!(["+33639980001", "+33639980002"]));
    assert_eq!(body["formationSouhaitee"]["code"], "CAP_BJ");
    for field in ["prenom", "adresse", "codePostal", "ville", "modeFinancement", "resumeIa"] {
        assert_eq!(body[field], more[field], "{field}");
    }
    assert_ne!(etag_of(&answer), etag_of(&first), "the record is another version");
}

#[tokio::test]
async fn nothing_is_replaced_but_the_summary() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let first = json!({
        "nom": "Dumitru", "prenom": "Marie", "email": "marie@exemple.fr", "telephone": "06 39 98 00 01",
        "adresse": "12 rue des Orfèvres", "codePostal": "69002", "ville": "Lyon", "formationSouhaitee": "CAP_BJ",
        "modeFinancement": "CPF", "statutProspect": "QUALIFIE", "source": "SALON", "resumeIa": "Premier résumé",
    });
    let mut expected = add(&n8n, first).await.expect(201).body.clone();
    let other = json!({
        "nom": "DUMITRU", "prenom": "M.", "email": "marie@exemple.fr", "adresse": "Autre", "codePostal": "75001",
        "ville": "Paris", "formationSouhaitee": "GEMMO", "modeFinancement": "OPCO", "statutProspect": "NOUVEAU",
        "source": "EMAIL", "resumeIa": "Second résumé",
    });
    expected["resumeIa"] = json!("Second résumé");
    expected["complete"] = json!(["resumeIa"]);
    expected["ignore"] = json!([
        "adresse",
        "codePostal",
        "ville",
        "formationSouhaitee",
        "modeFinancement",
        "statutProspect",
        "source"
    ]);
    assert_eq!(add(&n8n, other).await.expect(200).body, expected);
    // Empty fields replace nothing.
    (expected["complete"], expected["ignore"]) = (json!([]), json!([]));
    assert_eq!(add(&n8n, marie_with("resumeIa", json!("  "))).await.expect(200).body, expected);
}

#[tokio::test]
async fn who_says_nothing_new_changes_no_version() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let first = add(&n8n, marie()).await;
    let before = everything(&app.db).await;
    assert_eq!(etag_of(&add(&n8n, marie()).await), etag_of(&first));
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn an_admin_who_adds_somebody_known_is_led_to_the_record() {
    let app = TestApp::start().await;
    let id = added(&app.n8n_client(), marie()).await;
    let answer = add(&app.admin().await, marie()).await;
    assert_eq!(id_of(answer.expect(200)), id);
}

#[tokio::test]
async fn any_of_the_addresses_tells_who_it_is() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie_with("emails", json!(["bureau@exemple.fr"]))).await;
    let body = json!({ "nom": "Dumitru", "email": "nouvelle@exemple.fr", "emails": ["bureau@exemple.fr"] });
    let answer = add(&n8n, body).await;
    assert_eq!(id_of(answer.expect(200)), id);
    assert_eq!(
        answer.body["emails"],
        json!(["marie@exemple.fr", "bureau@exemple.fr", "nouvelle@exemple.fr"])
    );
}

#[tokio::test]
async fn the_main_address_wins_when_the_addresses_are_of_two_people() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let marie = added(&n8n, marie()).await;
    let paul = added(&n8n, json!({ "nom": "Petit", "email": "paul@exemple.fr" })).await;
    let emails = json!(["paul@exemple.fr", "marie@exemple.fr", "p@exemple.fr"]);
    for nom in ["Petit", ""] {
        let answer = add(&n8n, json!({ "nom": nom, "emails": emails })).await;
        assert_eq!(id_of(answer.expect(200)), paul, "{nom}");
        assert_eq!(answer.body["emails"], emails);
        assert_eq!(answer.body["adressePartageeAvec"], json!([marie]));
    }
    assert_eq!(read(&app.admin().await, &marie).await.body["emails"], json!(["marie@exemple.fr"]));
}

#[tokio::test]
async fn without_an_address_a_number_tells_who_it_is() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, marie_with("telephone", json!("06 39 98 00 01"))).await;
    let body =
        json!({ "nom": "Dumitru", "telephone": "+33 6 39 98 00 01", "telephones": ["06 39 98 00 02"] });
    let answer = add(&n8n, body).await;
    assert_eq!(id_of(answer.expect(200)), id);
    assert_eq!(answer.body["telephones"], json!(["+33639980001", "+33639980002"]));
    assert_eq!(count(&app.db).await, 1);
}

#[tokio::test]
async fn two_people_with_an_address_each_may_share_a_number() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    added(&n8n, marie_with("telephone", json!("06 39 98 00 01"))).await;
    let body = json!({ "nom": "Dumitru", "prenom": "Paul", "email": "paul@exemple.fr", "telephone": "06 39 98 00 01" });
    added(&n8n, body).await;
    assert_eq!(count(&app.db).await, 2);
}

#[tokio::test]
async fn a_candidate_who_writes_again_stays_one() {
    let app = TestApp::start().await;
    let columns = json!({ "nom": "Dumitru", "prenom": "Marie", "emails": ["marie@exemple.fr"] });
    let id = rows::add_candidat(&app.db, "DUMI05112026", columns).await;
    let answer = add(&app.n8n_client(), marie_with("statutProspect", json!("NOUVEAU"))).await;
    assert_eq!(id_of(answer.expect(200)), id);
    assert_eq!(answer.body["statutProspect"], "CANDIDAT");
    assert_eq!(answer.body["candidat"]["numeroDossier"], "DUMI05112026");
}

#[tokio::test]
async fn somebody_who_writes_twenty_times_at_the_same_instant_is_one_person() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let requests =
        (0..20).map(|rank| add(&n8n, marie_with("telephones", json!([format!("06 39 98 00 {rank:02}")]))));
    let answers = futures_util::future::join_all(requests).await;
    let new = answers.iter().filter(|answer| answer.status == 201).count();
    let known = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!((new, known), (1, 19));
    assert_eq!(answers.iter().map(id_of).collect::<HashSet<_>>().len(), 1);
    assert_eq!(count(&app.db).await, 1);
}

#[tokio::test]
async fn somebody_who_calls_twenty_times_at_the_same_instant_is_one_person() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let body = json!({ "nom": "Dumitru", "telephone": "06 39 98 00 01" });
    let answers = futures_util::future::join_all((0..20).map(|_| add(&n8n, body.clone()))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert_eq!(answers.iter().map(id_of).collect::<HashSet<_>>().len(), 1);
    assert_eq!(count(&app.db).await, 1);
}

#[tokio::test]
async fn addresses_named_in_two_orders_at_the_same_instant_are_one_person() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let orders =
        [["a@exemple.fr", "b@exemple.fr", "c@exemple.fr"], ["c@exemple.fr", "b@exemple.fr", "a@exemple.fr"]];
    let requests = (0..20).map(|rank| add(&n8n, json!({ "nom": "Dumitru", "emails": orders[rank % 2] })));
    let answers = futures_util::future::join_all(requests).await;
    assert!(answers.iter().all(|answer| matches!(answer.status.as_u16(), 200 | 201)), "{answers:?}");
    assert_eq!(count(&app.db).await, 1);
}

#[tokio::test]
async fn what_was_completed_may_be_written_back_as_it_was_read() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let emails = |from: usize| (from..from + 9).map(|rank| format!("m{rank}@exemple.fr")).collect::<Vec<_>>();
    let id = added(&n8n, marie_with("emails", json!(emails(0)))).await;
    assert!(add(&n8n, marie_with("emails", json!(emails(9)))).await.status.as_u16() < 500);
    let admin = app.admin().await;
    let record = read(&admin, &id).await;
    let same = json!({ "emails": record.body["emails"] });
    change(&admin, &id, Some(&etag_of(&record)), same).await.expect(200);
}

#[tokio::test]
async fn a_later_contact_is_the_last_one_and_an_earlier_one_changes_nothing() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let at = |instant: &str| marie_with("dateContact", json!(instant));
    add(&n8n, at("2026-11-01T08:00:00Z")).await.expect(201);
    for (instant, last) in [
        ("2026-11-04T08:00:00Z", "2026-11-04T08:00:00Z"),
        ("2026-11-02T08:00:00Z", "2026-11-04T08:00:00Z"),
        ("2026-10-01T08:00:00Z", "2026-11-04T08:00:00Z"),
        // A date to come counts as now.
        ("2027-01-01T08:00:00Z", "2026-11-05T09:00:00Z"),
    ] {
        let answer = add(&n8n, at(instant)).await;
        let body = &answer.expect(200).body;
        assert_eq!(
            (&body["datePremierContact"], &body["dateDernierContact"]),
            (&json!("2026-11-01T08:00:00Z"), &json!(last))
        );
    }
}
