//! `migrate` normalises stored values once, with the current rules.

use serde_json::{Value, json};

use crate::process::{End, Setup};
use crate::support::db::TestDb;
use crate::support::reading::add;

async fn migrate(db: &TestDb) -> End {
    let end = Setup::new(&["migrate"]).on(db).start().end().await;
    end.expect_success();
    end
}

async fn record(db: &TestDb, id: &str) -> Value {
    let sql = format!(
        "SELECT jsonb_build_object('nom', nom, 'prenom', prenom, 'emails', emails, 'telephones', telephones, 'ville', ville,
            'version', version)::text AS text FROM prospects WHERE id_prospect = '{id}'"
    );
    serde_json::from_str(&db.text(&sql).await.unwrap()).unwrap()
}

async fn entry(db: &TestDb) -> Value {
    let sql = "SELECT jsonb_agg(to_jsonb(j) - 'recherche_document')::text AS text FROM journal_erreurs j";
    serde_json::from_str(&db.text(sql).await.unwrap()).unwrap()
}

#[tokio::test]
async fn stored_records_are_brought_into_their_form_once() {
    let db = TestDb::create().await;
    let wrong = json!({
        "nom": "Mar\u{200b}tin", "prenom": "Chloe\u{301}", "ville": "\u{a0}\u{200b}",
        "emails": ["a@xn--cole-9oa.example", "a@école.example"], "telephones": ["+33692550101", "+33639980001"],
    });
    let id = add(&db, wrong.clone()).await;
    let right = add(&db, json!({ "nom": "Juste", "telephones": ["+33639980002"] })).await;
    let end = migrate(&db).await;
    assert_eq!(
        end.out,
        ["0 migration(s) applied", "1 record(s) brought into their form: see the error journal"]
    );
    let expected = json!({
        "nom": "Martin", "prenom": "Chloé", "ville": null, "emails": ["a@école.example"],
        "telephones": ["+262692550101", "+33639980001"], "version": 2,
    });
    assert_eq!(record(&db, &id).await, expected);
    assert_eq!(record(&db, &right).await["version"], 1);
    let told = entry(&db).await;
    assert_eq!(told.as_array().unwrap().len(), 1);
    assert_eq!(
        (&told[0]["severite"], &told[0]["nom_workflow"]),
        (&json!("INFO"), &json!("Relecture des coordonnées"))
    );
    assert_eq!(told[0]["donnees_entree"]["fichesCorrigees"], json!([id]));
    for personal in ["Martin", "école", "692550101"] {
        assert!(!told.to_string().contains(personal), "{told}");
    }
    let audited = format!(
        "SELECT array_to_string(champs, ',') AS text FROM audit_prospects WHERE id_prospect = '{id}'"
    );
    assert_eq!(db.text(&audited).await.as_deref(), Some("nom,prenom,emails,telephones,ville"));
    // Values added later by other means are not processed again.
    let later = add(&db, wrong).await;
    assert_eq!(migrate(&db).await.out, ["0 migration(s) applied"]);
    assert_eq!(record(&db, &later).await["version"], 1);
}

#[tokio::test]
async fn a_database_that_needs_nothing_is_told_nothing() {
    let db = TestDb::create().await;
    add(&db, json!({ "emails": ["a@exemple.example"] })).await;
    assert_eq!(migrate(&db).await.out, ["0 migration(s) applied"]);
    assert_eq!(db.count("SELECT count(*) AS count FROM journal_erreurs").await, 0);
    assert_eq!(db.count("SELECT count(*) AS count FROM relectures WHERE date_fin IS NOT NULL").await, 1);
}

#[tokio::test]
async fn a_run_goes_on_where_the_one_before_stopped() {
    let db = TestDb::create().await;
    let read = add(&db, json!({ "telephones": ["+33692550101"] })).await;
    let unread = add(&db, json!({ "telephones": ["+33692550102"] })).await;
    let bilan = r#"{"fichesLues": 1, "fichesCorrigees": ["PROS_0"]}"#;
    db.execute(&format!(
        "INSERT INTO relectures (nom, dernier, bilan) VALUES ('COORDONNEES_2026_11', '{read}', '{bilan}')"
    ))
    .await;
    migrate(&db).await;
    assert_eq!(record(&db, &read).await["telephones"], json!(["+33692550101"]));
    assert_eq!(record(&db, &unread).await["telephones"], json!(["+262692550102"]));
    let told = entry(&db).await;
    assert_eq!(told[0]["donnees_entree"]["fichesCorrigees"], json!(["PROS_0", unread]));
}

#[tokio::test]
async fn a_record_is_never_made_invalid_and_never_shares_in_silence() {
    let db = TestDb::create().await;
    let nameless = add(&db, json!({ "nom": "\u{200b}", "emails": ["marie"] })).await;
    let owner = add(&db, json!({ "telephones": ["+262692550101"] })).await;
    let double = add(&db, json!({ "telephones": ["+33692550101"] })).await;
    migrate(&db).await;
    assert_eq!(record(&db, &nameless).await["nom"], "\u{200b}");
    assert_eq!(record(&db, &double).await["telephones"], json!(["+262692550101"]));
    let told = &entry(&db).await[0]["donnees_entree"];
    assert_eq!(told["fichesLaissees"], json!([nameless]));
    assert_eq!(told["fichesPartagees"], json!([{ "fiche": double, "avec": [owner] }]));
}

#[tokio::test]
async fn an_account_is_found_by_the_form_of_its_address() {
    let db = TestDb::create().await;
    db.execute(
        "INSERT INTO utilisateurs (email, nom, prenom, role) VALUES ('lea@xn--cole-9oa.example', 'Petit', 'Léa', 'ADMIN'),
            ('paul@xn--cole-9oa.example', 'Petit', 'Paul', 'ADMIN'), ('paul@école.example', 'Petit', 'Paul', 'ADMIN')",
    )
    .await;
    migrate(&db).await;
    let emails = "SELECT string_agg(email, ' ' ORDER BY id_utilisateur) AS text FROM utilisateurs";
    assert_eq!(
        db.text(emails).await.as_deref(),
        Some("lea@école.example paul@xn--cole-9oa.example paul@école.example")
    );
    let told = &entry(&db).await[0]["donnees_entree"]["nombres"];
    assert_eq!((&told["comptesCorriges"], &told["comptesLaisses"]), (&json!(1), &json!(1)));
}
