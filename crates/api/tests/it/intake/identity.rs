//! Recognition of a person by an address or number, and a compatible name.

use serde_json::{Value, json};

use super::records::{add, added, count, everything, id_of, log, read, received_with};
use crate::support::app::TestApp;
use crate::support::client::Client;

const FAMILY: &str = "fam@exemple.example";

/// Adds Emmy, who has the family's address and a summary.
async fn emmy(n8n: &Client) -> String {
    let body = json!({ "nom": "Barbier", "prenom": "Emmy", "email": FAMILY, "telephone": "06 39 98 00 01", "resumeIa": "Emmy, 16 ans" });
    added(n8n, body).await
}

/// Returns the identifiers of the records that share a value, from an answer.
fn shared(body: &Value) -> Vec<&str> {
    let others = body["adressePartageeAvec"].as_array().unwrap();
    others.iter().map(|other| other.as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_sibling_who_writes_from_the_same_address_is_somebody_else() {
    let app = TestApp::start().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    let emmy = emmy(&n8n).await;
    let before = read(&admin, &emmy).await.body;
    let body = json!({ "nom": "Barbier", "prenom": "Nicolas", "email": FAMILY, "telephone": "06 39 98 00 02", "resumeIa": "Nicolas, 17 ans" });
    let answer = add(&n8n, body.clone()).await;
    let nicolas = id_of(answer.expect(201));
    assert_eq!(
        (&answer.body["prenom"], &answer.body["resumeIa"]),
        (&json!("Nicolas"), &json!("Nicolas, 17 ans"))
    );
    assert_eq!(shared(&answer.body), [&emmy]);
    let mut after = read(&admin, &emmy).await.body;
    assert_eq!(shared(&after), [&nicolas]);
    for field in ["adressePartageeAvec", "partages"] {
        after[field] = json!([]);
    }
    assert_eq!(after, before, "nothing of Nicolas is written on Emmy");
    // Both are known from now on.
    assert_eq!(id_of(add(&n8n, body).await.expect(200)), nicolas);
    let again = json!({ "nom": "BARBIER", "prenom": "emmy", "email": FAMILY });
    assert_eq!(id_of(add(&n8n, again).await.expect(200)), emmy);
    assert_eq!(count(&app.db).await, 2);
}

#[tokio::test]
async fn another_address_or_number_in_common_does_not_make_two_people_one() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let emmy = emmy(&n8n).await;
    for (rank, body) in [
        json!({ "nom": "Barbier", "prenom": "Lina", "emails": ["lina@exemple.example", FAMILY] }),
        json!({ "nom": "Marchand", "prenom": "Léo", "telephone": "0639980001" }),
    ]
    .into_iter()
    .enumerate()
    {
        let answer = add(&n8n, body).await;
        assert!(shared(&answer.expect(201).body).contains(&emmy.as_str()), "{rank}: {}", answer.body);
    }
    assert_eq!(count(&app.db).await, 3);
}

#[tokio::test]
async fn a_number_and_a_name_that_agrees_are_the_person_whatever_the_address() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let emmy = emmy(&n8n).await;
    let body = json!({ "nom": "Emmy", "prenom": "Barbier", "email": "emmy@exemple.example", "telephone": "+33 6 39 98 00 01" });
    let answer = add(&n8n, body).await;
    assert_eq!(id_of(answer.expect(200)), emmy);
    assert_eq!(answer.body["emails"], json!([FAMILY, "emmy@exemple.example"]));
    assert_eq!((&answer.body["complete"], &answer.body["ignore"]), (&json!(["emails"]), &json!([])));
}

#[tokio::test]
async fn without_a_name_the_address_decides() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let emmy = emmy(&n8n).await;
    for nom in [json!({}), json!({ "nom": "  " }), json!({ "nom": "?" }), json!({ "nom": FAMILY })] {
        let mut body = json!({ "email": FAMILY, "ville": "Metz", "resumeIa": "Demande les dates" });
        body.as_object_mut().unwrap().extend(nom.as_object().unwrap().clone());
        let answer = add(&n8n, body).await;
        assert_eq!(id_of(answer.expect(200)), emmy, "{nom}");
        assert_eq!((&answer.body["nom"], &answer.body["ignore"]), (&json!("Barbier"), &json!([])), "{nom}");
        assert_eq!(answer.body["resumeIa"], "Demande les dates");
    }
    let before = everything(&app.db).await;
    let unknown = json!({ "email": "autre@exemple.example", "ville": "Metz" });
    add(&n8n, unknown).await.expect_field("nom", "CHAMP_REQUIS");
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn without_a_name_the_latest_contact_decides_between_owners_and_the_summary_stays() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let emmy = emmy(&n8n).await;
    let nicolas =
        json!({ "nom": "Barbier", "prenom": "Nicolas", "email": FAMILY, "resumeIa": "Nicolas, 17 ans" });
    let nicolas = added(&n8n, nicolas).await;
    for (id, summary, message) in
        [(&emmy, "Emmy, 16 ans", "<1@exemple.example>"), (&nicolas, "Nicolas, 17 ans", "<2@exemple.example>")]
    {
        app.advance(chrono::TimeDelta::hours(1));
        let mut email = received_with("messageId", json!(message));
        email.as_object_mut().unwrap().remove("dateEnvoi");
        log(&n8n, id, email).await.expect(201);
        let answer = add(&n8n, json!({ "email": FAMILY, "resumeIa": "De qui ?" })).await;
        assert_eq!(&id_of(answer.expect(200)), id);
        assert_eq!(answer.body["resumeIa"], summary);
        assert_eq!((&answer.body["complete"], &answer.body["ignore"]), (&json!([]), &json!(["resumeIa"])));
    }
}

#[tokio::test]
async fn the_record_with_an_equal_name_comes_before_one_that_only_fits() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let emmy = emmy(&n8n).await;
    added(&n8n, json!({ "nom": "Barbier", "prenom": "Anne", "email": FAMILY })).await;
    app.db
        .execute(&format!(
            "INSERT INTO prospects (nom, prenom, emails, source, date_premier_contact, date_dernier_contact)
        VALUES ('Barbier', '', ARRAY['{FAMILY}'], 'EMAIL', '2026-11-05T09:00:00Z', '2026-11-05T11:00:00Z')"
        ))
        .await;
    let answer =
        add(&n8n, json!({ "nom": "Barbier", "prenom": "Emmy", "email": FAMILY, "resumeIa": "Certain" }))
            .await;
    assert_eq!((id_of(answer.expect(200)), &answer.body["resumeIa"]), (emmy, &json!("Certain")));
    // Three records match a family name alone, so none is certain.
    let answer =
        add(&n8n, json!({ "nom": "Barbier", "prenom": "E. A.", "email": FAMILY, "resumeIa": "Incertain" }))
            .await;
    assert_eq!(
        (&answer.expect(200).body["prenom"], &answer.body["ignore"]),
        (&json!(""), &json!(["resumeIa"]))
    );
}

#[tokio::test]
async fn a_record_without_a_name_takes_the_one_that_comes() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    let id = added(&n8n, json!({ "nom": FAMILY, "email": FAMILY })).await;
    let answer = add(&n8n, json!({ "nom": "Barbier", "prenom": "Emmy", "email": FAMILY })).await;
    assert_eq!(id_of(answer.expect(200)), id);
    assert_eq!((&answer.body["nom"], &answer.body["prenom"]), (&json!("Barbier"), &json!("Emmy")));
    assert_eq!(answer.body["complete"], json!(["nom", "prenom"]));
}

#[tokio::test]
async fn a_given_name_that_stands_in_the_family_name_is_not_written_twice() {
    let app = TestApp::start().await;
    let n8n = app.n8n_client();
    added(&n8n, json!({ "nom": "Emmy Barbier", "email": FAMILY })).await;
    let answer = add(&n8n, json!({ "nom": "Barbier", "prenom": "Emmy", "email": FAMILY })).await;
    assert_eq!((&answer.expect(200).body["prenom"], &answer.body["ignore"]), (&json!(""), &json!([])));
}

#[tokio::test]
async fn the_answer_and_the_trace_tell_what_was_taken_and_what_was_not() {
    let app = TestApp::start().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    let id = emmy(&n8n).await;
    let body = json!({
        "nom": "Barbier", "prenom": "Emmy Louise", "email": FAMILY, "ville": "Metz", "modeFinancement": "CPF", "source": "SALON",
    });
    let answer = add(&n8n, body.clone()).await;
    assert_eq!(answer.expect(200).body["complete"], json!(["ville", "modeFinancement"]));
    assert_eq!(answer.body["ignore"], json!(["prenom", "source"]));
    let trace = admin.get(&format!("/api/prospects/{id}/audit")).await;
    let last = &trace.expect(200).body["data"][0];
    assert_eq!((&last["operation"], &last["auteur"]), (&json!("MODIFICATION"), &json!("n8n")));
    assert_eq!((&last["champs"], &last["ignores"]), (&answer.body["complete"], &answer.body["ignore"]));
    let kept = "SELECT count(*) AS count FROM audit_prospects a WHERE to_jsonb(a)::text ~ 'Louise|Metz'";
    assert_eq!(app.db.count(kept).await, 0, "names of fields, never values");
    // Existing values are neither completed nor ignored.
    let city = json!({ "nom": "Barbier", "email": FAMILY, "ville": "METZ" });
    let answer = add(&n8n, city).await;
    assert_eq!((&answer.expect(200).body["complete"], &answer.body["ignore"]), (&json!([]), &json!([])));
}
