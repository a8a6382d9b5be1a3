//! The health report.

use chrono::TimeDelta;
use n8n_sim::{Fault, TypeAction};
use serde_json::{Value, json};

use super::{SANTE, ping_all, workflow};
use crate::actions::scene::Scene;
use crate::support::app::TestApp;
use crate::support::client::Client;

/// Returns the verdict and its reasons.
async fn verdict(admin: &Client) -> (String, Vec<String>) {
    let report = admin.get(SANTE).await.expect(200).body.clone();
    let reasons = report["raisons"].as_array().unwrap().iter();
    let reasons = reasons.map(|reason| reason["message"].as_str().unwrap().to_owned()).collect();
    (report["etat"].as_str().unwrap().to_owned(), reasons)
}

#[tokio::test]
async fn when_all_is_well_nothing_is_to_be_said() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    ping_all(&admin).await;
    assert_eq!(verdict(&admin).await, ("BON".to_owned(), vec![]));
    let report = admin.get(SANTE).await.expect(200).body.clone();
    assert_eq!(report["version"], env!("CARGO_PKG_VERSION"));
    assert!(
        report["versionPostgresql"].as_str().unwrap().split('.').next().unwrap().parse::<u32>().unwrap()
            >= 15
    );
    assert_eq!(report["migrations"]["manquantes"], 0);
    assert_eq!(report["catalogue"], json!({ "formationsActives": 2, "sessionsOuvertes": 3 }));
    assert_eq!(report["baseDeDonnees"]["connexions"]["maximum"], 10);
    assert_eq!(report["date"], "2026-11-05T09:00:00Z");
    let workers: Vec<_> = report["workers"].as_array().unwrap().iter().map(|one| &one["nom"]).collect();
    assert_eq!(workers, ["DISPATCHER", "ECHEANCES", "FLUX"], "nobody sends canaris");
    let paths: Vec<_> = report["workflows"].as_array().unwrap().iter().map(|one| &one["chemin"]).collect();
    let expected = [
        "prospect/convertir-candidat",
        "prospect/envoyer-dossier",
        "prospect/generer-devis",
        "prospect/envoyer-email",
    ];
    assert_eq!(paths, expected);
}

#[tokio::test]
async fn workflows_that_nobody_has_tried_are_to_be_watched() {
    let app = TestApp::start().await;
    let (etat, reasons) = verdict(&app.admin().await).await;
    assert_eq!((etat.as_str(), reasons.len()), ("A_SURVEILLER", 4));
    assert_eq!(reasons[0], "Le workflow « Conversion en candidat » n’a pas encore été testé.");
}

#[tokio::test]
async fn a_workflow_that_was_deactivated_is_the_first_thing_to_be_read() {
    let app = TestApp::start().await;
    app.db.execute("UPDATE sessions SET statut_session = 'FERMEE'").await;
    let gone = Fault::status(404).always().for_action(TypeAction::EnvoyerEmail);
    app.n8n.faults().add(gone).unwrap();
    let admin = app.admin().await;
    ping_all(&admin).await;
    let (etat, reasons) = verdict(&admin).await;
    assert_eq!(etat, "EN_PANNE");
    assert_eq!(
        reasons,
        [
            "Le workflow « Envoi d’un e-mail » est désactivé dans n8n : ouvrez-le et activez-le.",
            "Aucune session à venir n’a de place : les conversions se font sans session.",
        ]
    );
}

#[tokio::test]
async fn a_migration_that_is_missing_is_a_failure() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    ping_all(&admin).await;
    let last = "DELETE FROM __diesel_schema_migrations
        WHERE version = (SELECT max(version) FROM __diesel_schema_migrations)";
    app.db.execute(last).await;
    let (etat, reasons) = verdict(&admin).await;
    assert_eq!(etat, "EN_PANNE");
    assert_eq!(reasons, ["Migrations à appliquer : 1. Lancez `prospects-api migrate`."]);
}

#[tokio::test]
async fn an_opposition_list_without_its_key_is_a_failure() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    ping_all(&admin).await;
    let somebody = "INSERT INTO oppositions (empreinte, date_opposition) VALUES (decode(repeat('00', 32), 'hex'), now())";
    app.db.execute(somebody).await;
    let (etat, reasons) = verdict(&admin).await;
    assert_eq!((etat.as_str(), reasons.len()), ("EN_PANNE", 1));
    assert!(reasons[0].contains("RGPD_HMAC_KEY"), "{reasons:?}");
}

#[tokio::test]
async fn the_last_webhook_and_the_last_callback_are_told_of_each_type() {
    let scene = Scene::new().await;
    let fresh = workflow(&scene.admin, "CONVERTIR_CANDIDAT").await;
    assert_eq!((&fresh["dernierWebhook"], &fresh["dernierRappel"]), (&Value::Null, &Value::Null));
    scene.faults([Fault::status(503).times(1)]);
    let id = scene.start().await;
    scene.app.dispatch().await;
    let failed = workflow(&scene.admin, "CONVERTIR_CANDIDAT").await;
    let webhook = |date: &str, status: u16, ok: bool| json!({ "date": date, "statutHttp": status, "ok": ok, "idConversion": id });
    assert_eq!(failed["dernierWebhook"], webhook("2026-11-05T09:00:00Z", 503, false));
    assert_eq!((&failed["actionsEnCours"], &failed["actionsEnAttente"]), (&json!(1), &json!(1)));
    assert_eq!(failed["attenteDepuis"], "2026-11-05T09:00:00Z");
    scene.app.advance(TimeDelta::seconds(3));
    scene.app.dispatch().await;
    let taken = workflow(&scene.admin, "CONVERTIR_CANDIDAT").await;
    assert_eq!(taken["dernierWebhook"], webhook("2026-11-05T09:00:03Z", 200, true));
    assert_eq!((&taken["etat"], &taken["attenteDepuis"]), (&json!("ACTIF"), &Value::Null));
    assert_eq!((&taken["actionsEnCours"], &taken["actionsEnAttente"]), (&json!(1), &json!(0)));
    scene.app.advance(TimeDelta::seconds(1));
    scene.fail(id).await;
    let ended = workflow(&scene.admin, "CONVERTIR_CANDIDAT").await;
    let callback = json!({ "date": "2026-11-05T09:00:04Z", "statutAction": "ERREUR", "idConversion": id });
    assert_eq!((&ended["dernierRappel"], &ended["actionsEnCours"]), (&callback, &json!(0)));
    assert_eq!(workflow(&scene.admin, "GENERER_DEVIS").await["dernierRappel"], Value::Null);
}

#[tokio::test]
async fn a_callback_that_overtakes_the_answer_leaves_a_call_that_was_taken() {
    let scene = Scene::answered(TestApp::setup()).await;
    scene.fault(Fault::new(n8n_sim::FaultMode::Early));
    scene.start().await;
    scene.app.dispatch().await;
    let told = workflow(&scene.admin, "CONVERTIR_CANDIDAT").await;
    assert_eq!(
        (&told["dernierWebhook"]["ok"], &told["dernierRappel"]["statutAction"]),
        (&json!(true), &json!("TERMINEE"))
    );
}

#[tokio::test]
async fn a_call_that_n8n_takes_after_a_canari_that_failed_says_that_it_is_back() {
    let scene = Scene::new().await;
    scene.n8n_is_down();
    ping_all(&scene.admin).await;
    assert_eq!(workflow(&scene.admin, "CONVERTIR_CANDIDAT").await["etat"], "INJOIGNABLE");
    scene.faults([]);
    scene.app.advance(TimeDelta::seconds(1));
    scene.deliver().await;
    assert_eq!(workflow(&scene.admin, "CONVERTIR_CANDIDAT").await["etat"], "ACTIF");
    assert_eq!(workflow(&scene.admin, "GENERER_DEVIS").await["etat"], "INJOIGNABLE");
}
