//! Records that share an address or number mention each other, until an admin marks them as different people.

use common::PorteeCle;
use serde_json::{Value, json};

use super::records::{add, added, change_any, everything, path_of, read};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};

/// Adds Emmy and Nicolas, who share an address and a number.
async fn siblings(n8n: &Client) -> (String, String) {
    let person = |prenom: &str| json!({ "nom": "Barbier", "prenom": prenom, "email": "fam@exemple.example", "telephone": "06 39 98 00 01" });
    (added(n8n, person("Emmy")).await, added(n8n, person("Nicolas")).await)
}

async fn tell_apart(client: &Client, one: &str, other: &str) -> Answer {
    client.post(&format!("{}/distincts", path_of(one)), json!({ "idProspect": other })).await
}

async fn withdraw(client: &Client, one: &str, other: &str) -> Answer {
    client.delete(&format!("{}/distincts/{other}", path_of(one))).await
}

async fn sharing(client: &Client, id: &str, emails: Value, telephones: Value) -> Answer {
    let typed = json!({ "emails": emails, "telephones": telephones });
    client.post(&format!("{}/partages", path_of(id)), typed).await
}

/// Returns the people whom a record mentions.
async fn told(admin: &Client, id: &str) -> Value {
    read(admin, id).await.body["partages"].clone()
}

#[tokio::test]
async fn a_record_tells_what_it_shares_and_with_whom() {
    let app = TestApp::start().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    let (emmy, nicolas) = siblings(&n8n).await;
    let other = |id: &str, prenom: &str, champs: Value| json!([{ "idProspect": id, "nom": "Barbier", "prenom": prenom, "champs": champs, "distincte": false }]);
    assert_eq!(told(&admin, &emmy).await, other(&nicolas, "Nicolas", json!(["emails", "telephones"])));
    change_any(&n8n, &emmy, json!({ "emails": [] })).await.expect(200);
    assert_eq!(told(&admin, &nicolas).await, other(&emmy, "Emmy", json!(["telephones"])));
    change_any(&n8n, &emmy, json!({ "emails": ["emmy@exemple.example"], "telephones": [] }))
        .await
        .expect(200);
    assert_eq!((told(&admin, &emmy).await, told(&admin, &nicolas).await), (json!([]), json!([])));
}

#[tokio::test]
async fn only_a_reader_gets_the_names_of_the_people_who_share_an_address() {
    let app = TestApp::start().await;
    let (emmy, nicolas) = siblings(&app.n8n_client()).await;
    let (write, read) = (PorteeCle::ProspectsEcrire, PorteeCle::ProspectsLire);
    let again =
        json!({ "nom": "Barbier", "prenom": "Nicolas", "email": "fam@exemple.example", "ville": "Metz" });
    for (nom, scopes, names) in
        [("Site", &[write][..], json!([])), ("Synchronisation", &[write, read], json!(["Emmy"]))]
    {
        let program = app.program(nom, scopes).await;
        let answers = [
            add(&program, again.clone()).await,
            change_any(&program, &nicolas, json!({ "ville": nom })).await,
        ];
        for answer in answers {
            let body = &answer.expect(200).body;
            assert_eq!(body["adressePartageeAvec"], json!([emmy]), "{nom}");
            let told: Vec<_> =
                body["partages"].as_array().unwrap().iter().map(|other| &other["prenom"]).collect();
            assert_eq!(json!(told), names, "{nom}");
        }
    }
}

#[tokio::test]
async fn two_people_are_told_apart_for_both_records_and_once() {
    let app = TestApp::start().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    let (emmy, nicolas) = siblings(&n8n).await;
    for (one, other) in [(&nicolas, &emmy), (&emmy, &nicolas), (&nicolas, &emmy)] {
        tell_apart(&admin, one, other).await.expect(204);
    }
    for id in [&emmy, &nicolas] {
        assert_eq!(told(&admin, id).await[0]["distincte"], true, "{id}");
        let trace = admin.get(&format!("{}/audit", path_of(id))).await;
        let entries = trace.expect(200).body["data"].as_array().unwrap();
        let decided = entries.iter().filter(|entry| entry["champs"] == json!(["adressePartageeAvec"]));
        assert_eq!(decided.count(), 1, "{}", trace.body);
    }
    assert_eq!(app.db.count("SELECT count(*) AS count FROM prospects_distincts").await, 1);
}

#[tokio::test]
async fn an_unknown_record_and_one_record_twice_are_refused() {
    let app = TestApp::start().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    let (emmy, _) = siblings(&n8n).await;
    let before = everything(&app.db).await;
    tell_apart(&admin, &emmy, &emmy).await.expect_field("idProspect", "MEME_FICHE");
    tell_apart(&admin, &emmy, "PROS_999").await.expect_problem(404, "INTROUVABLE");
    tell_apart(&admin, "PROS_999", &emmy).await.expect_problem(404, "INTROUVABLE");
    let path = format!("{}/distincts", path_of(&emmy));
    admin.post(&path, json!({})).await.expect_field("idProspect", "CHAMP_REQUIS");
    admin.post(&path, json!({ "idProspect": "7" })).await.expect_field("idProspect", "TYPE_INVALIDE");
    admin.post_text(&path, "{").await.expect_problem(400, "REQUETE_INVALIDE");
    tell_apart(&n8n, &emmy, "PROS_2").await.expect_problem(401, "NON_AUTHENTIFIE");
    assert_eq!(everything(&app.db).await, before);
    assert_eq!(app.db.count("SELECT count(*) AS count FROM prospects_distincts").await, 0);
}

#[tokio::test]
async fn an_anonymised_record_shares_nothing_and_is_told_apart_from_nobody() {
    let app = TestApp::start().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    let (emmy, nicolas) = siblings(&n8n).await;
    tell_apart(&admin, &emmy, &nicolas).await.expect(204);
    let file = admin.get(&format!("{}/donnees-personnelles", path_of(&emmy))).await;
    assert_eq!(file.expect(200).body["donnees"]["prospectsDistincts"].as_array().unwrap().len(), 1);
    let body = json!({ "ids": [nicolas], "motif": "DEMANDE" });
    let done = admin.post("/api/rgpd/anonymisation", body).await;
    assert_eq!(done.expect(200).body["data"][0]["resultat"], "ANONYMISEE");
    assert_eq!((told(&admin, &emmy).await, told(&admin, &nicolas).await), (json!([]), json!([])));
    assert_eq!(app.db.count("SELECT count(*) AS count FROM prospects_distincts").await, 0);
    tell_apart(&admin, &emmy, &nicolas).await.expect_problem(409, "PERSONNE_ANONYMISEE");
}

#[tokio::test]
async fn a_decision_that_is_withdrawn_asks_both_records_again_and_is_traced_once() {
    let app = TestApp::start().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    let (emmy, nicolas) = siblings(&n8n).await;
    tell_apart(&admin, &emmy, &nicolas).await.expect(204);
    for (one, other) in [(&nicolas, &emmy), (&emmy, &nicolas)] {
        withdraw(&admin, one, other).await.expect(204);
    }
    for id in [&emmy, &nicolas] {
        assert_eq!(told(&admin, id).await[0]["distincte"], false, "{id}");
        let trace = admin.get(&format!("{}/audit", path_of(id))).await;
        let entries = trace.expect(200).body["data"].as_array().unwrap();
        let decided = entries.iter().filter(|entry| entry["champs"] == json!(["adressePartageeAvec"]));
        assert_eq!(decided.count(), 2, "{}", trace.body);
    }
    tell_apart(&admin, &emmy, &nicolas).await.expect(204);
    assert_eq!(told(&admin, &emmy).await[0]["distincte"], true);
}

#[tokio::test]
async fn a_decision_on_an_unknown_or_anonymised_record_is_not_withdrawn() {
    let app = TestApp::start().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    let (emmy, nicolas) = siblings(&n8n).await;
    tell_apart(&admin, &emmy, &nicolas).await.expect(204);
    withdraw(&admin, &emmy, "PROS_999").await.expect_problem(404, "INTROUVABLE");
    withdraw(&admin, "PROS_999", &emmy).await.expect_problem(404, "INTROUVABLE");
    withdraw(&admin, &emmy, "7").await.expect_problem(404, "INTROUVABLE");
    withdraw(&n8n, &emmy, &nicolas).await.expect_problem(401, "NON_AUTHENTIFIE");
    withdraw(&admin, &emmy, &emmy).await.expect(204);
    assert_eq!(told(&admin, &emmy).await[0]["distincte"], true);
    let body = json!({ "ids": [nicolas], "motif": "DEMANDE" });
    admin.post("/api/rgpd/anonymisation", body).await.expect(200);
    withdraw(&admin, &emmy, &nicolas).await.expect_problem(409, "PERSONNE_ANONYMISEE");
}

#[tokio::test]
async fn who_has_what_is_typed_is_told_before_the_record_is_saved() {
    let app = TestApp::start().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    let (emmy, nicolas) = siblings(&n8n).await;
    let lea = added(&n8n, json!({ "nom": "Petit", "prenom": "Léa", "email": "lea@exemple.example" })).await;
    let before = everything(&app.db).await;
    let who = |answer: &Answer| {
        let others = answer.expect(200).body["data"].as_array().unwrap().clone();
        let mut told: Vec<_> =
            others.iter().map(|one| (one["idProspect"].clone(), one["champs"].clone())).collect();
        told.sort_by_key(|(id, _)| id.to_string());
        json!(told)
    };
    let by_address = sharing(&admin, &lea, json!([" FAM@exemple.example "]), json!([])).await;
    let email = json!(["emails"]);
    assert_eq!(who(&by_address), json!([[emmy, email], [nicolas, email]]));
    let by_number = sharing(&admin, &emmy, json!(["lea@exemple.example"]), json!(["06.39.98.00.01"])).await;
    assert_eq!(who(&by_number), json!([[nicolas, ["telephones"]], [lea, email]]));
    for _ in 0..2 {
        let nobody = sharing(&admin, &lea, json!(["lea@exemple.example", ""]), json!([])).await;
        assert_eq!(who(&nobody), json!([]));
    }
    assert_eq!(everything(&app.db).await, before);
}

#[tokio::test]
async fn who_has_what_is_typed_is_told_to_admins_of_a_known_record_and_well_formed_values() {
    let app = TestApp::start().await;
    let (n8n, admin) = (app.n8n_client(), app.admin().await);
    let (emmy, _) = siblings(&n8n).await;
    let none = || json!([]);
    sharing(&admin, "PROS_999", none(), none()).await.expect_problem(404, "INTROUVABLE");
    sharing(&admin, &emmy, json!(["ok@exemple.example", "fam@"]), none())
        .await
        .expect_field("emails[1]", "EMAIL_INVALIDE");
    sharing(&admin, &emmy, none(), json!(["12"])).await.expect_field("telephones[0]", "TELEPHONE_INVALIDE");
    let many: Vec<_> = (0..11).map(|at| format!("fam{at}@exemple.example")).collect();
    sharing(&admin, &emmy, json!(many), none()).await.expect_field("emails[10]", "TROP_LONG");
    let path = format!("{}/partages", path_of(&emmy));
    admin.post(&path, json!({ "emails": [] })).await.expect_field("telephones", "CHAMP_REQUIS");
    admin.post_text(&path, "{").await.expect_problem(400, "REQUETE_INVALIDE");
    sharing(&n8n, &emmy, none(), none()).await.expect_problem(401, "NON_AUTHENTIFIE");
}
