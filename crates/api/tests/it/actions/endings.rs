//! Every possible end of an action, as admins and the database see it.

use chrono::TimeDelta;
use n8n_sim::Fault;
use serde_json::{Value, json};

use super::invariants::{assert_invariants, snapshot};
use super::scene::{FIVE_SEATS, FOLDER, Scene, conversion, count, into_session, row};
use crate::support::app::TestApp;
use crate::support::data;

/// Asserts that the action failed, the prospect is unchanged, and admins got a notification with a link to the
/// journal.
async fn assert_failed(scene: &Scene, id: i64, titre: &str, type_notification: &str, message: &str) {
    let action = scene.action(id).await;
    assert_eq!(action["statutAction"], "ERREUR");
    assert_eq!(action["partielle"], false);
    assert_eq!(action["relancable"], true);
    assert_eq!(action["resultat"], Value::Null);
    assert_eq!(action["messageErreur"], message);
    assert_eq!(scene.statut_prospect().await, "QUALIFIE");
    assert_eq!(scene.candidat().await, Value::Null);
    let entry = row(&scene.app.db, "SELECT to_jsonb(j)::text FROM journal_erreurs j").await;
    assert_eq!(entry["message_erreur"], message);
    assert_eq!(entry["severite"], "ERREUR");
    assert_eq!(entry["id_conversion"], id);
    let told = scene.last_notification().await;
    assert_eq!(told["titre"], titre);
    assert_eq!(told["type"], type_notification);
    assert_eq!(told["categorie"], "PROSPECT");
    assert_eq!(told["priorite"], "URGENTE");
    assert_eq!(told["audience"], "ADMIN");
    assert_eq!(told["message"], format!("Marie Dumitru : {message}"));
    assert_eq!(told["lien_action"], format!("/admin/logs?entree={}", entry["id"]));
    assert_eq!(count(&scene.app.db, "notifications").await, 2);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_success_makes_a_candidate() {
    let scene = Scene::new().await;
    let mut body = into_session(&scene.prospect, FIVE_SEATS);
    body["dateDebutSouhaitee"] = json!("2027-03-15");
    let id = scene.deliver_with(body).await;
    scene.succeed(id, "DUMI05112026").await;
    let action = scene.action(id).await;
    assert_eq!(action["statutAction"], "TERMINEE");
    assert_eq!(action["relancable"], false);
    assert_eq!(action["messageErreur"], Value::Null);
    assert_eq!(scene.statut_prospect().await, "CANDIDAT");
    let mut candidat = scene.candidat().await;
    let id_candidat = candidat["id_candidat"].take();
    let expected = json!({
        "id_candidat": null, "id_prospect": scene.prospect, "id_conversion": id, "numero_dossier": "DUMI05112026",
        "lien_dossier_drive": FOLDER, "formation_retenue": "CAP_BJ", "id_session": FIVE_SEATS,
        "date_debut_souhaitee": "2027-03-15", "statut_dossier": "INCOMPLET", "partielle": false,
        "date_conversion": "2026-11-05T09:00:00+00:00", "version": 2, "pieces_manquantes": 1,
        "statut_avant": "QUALIFIE", "motif_decision": null, "date_decision": null, "decide_par": null,
    });
    assert_eq!(candidat, expected);
    let told = scene.last_notification().await;
    assert_eq!(told["titre"], "Nouveau candidat créé");
    assert_eq!(told["type"], "ACTION_SUCCESS");
    assert_eq!(told["categorie"], "CANDIDAT");
    assert_eq!(told["priorite"], "HAUTE");
    assert_eq!(told["message"], "Marie Dumitru · dossier DUMI05112026.");
    assert_eq!(told["lien_action"], format!("/admin/candidats/{id_candidat}"));
    assert_eq!(count(&scene.app.db, "journal_erreurs").await, 0);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_success_raises_the_version_of_the_prospect() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    let version = "SELECT version::bigint AS count FROM prospects";
    let before = scene.app.db.count(version).await;
    scene.succeed(id, "DUMI05112026").await;
    assert!(scene.app.db.count(version).await > before, "who edits it must read it again");
}

#[tokio::test]
async fn a_failure_that_n8n_reports_leaves_the_prospect_unchanged() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.fail(id).await;
    assert_failed(&scene, id, "Échec : conversion en candidat", "ERREUR", "Quota Drive dépassé").await;
}

#[tokio::test]
async fn a_refusal_by_n8n_leaves_the_prospect_unchanged() {
    let scene = Scene::new().await;
    scene.faults([Fault::status(400)]);
    let id = scene.start().await;
    scene.app.dispatch().await;
    let message = "n8n a refusé la demande : n8n a répondu HTTP 400.";
    assert_failed(&scene, id, "Échec : conversion en candidat", "ERREUR_WEBHOOK", message).await;
}

#[tokio::test]
async fn no_callback_before_the_deadline_leaves_the_prospect_unchanged() {
    let scene = Scene::new().await;
    let id = scene.overdue_with(conversion(&scene.prospect)).await;
    let message = "n8n n’a pas répondu dans le délai prévu.";
    assert_failed(&scene, id, "n8n n’a pas répondu", "ERREUR_WEBHOOK", message).await;
}

#[tokio::test]
async fn an_unreachable_n8n_makes_a_partial_candidate() {
    let scene = Scene::new().await;
    let id = scene.unreachable_with(conversion(&scene.prospect)).await;
    let action = scene.action(id).await;
    assert_eq!(action["statutAction"], "ERREUR");
    assert_eq!(action["partielle"], true);
    assert_eq!(action["relancable"], true);
    assert_eq!(action["resultat"], json!({ "numeroDossier": "DUMI05112026", "lienDossierDrive": null }));
    assert_eq!(scene.statut_prospect().await, "CANDIDAT");
    let candidat = scene.candidat().await;
    assert_eq!(candidat["numero_dossier"], "DUMI05112026");
    assert_eq!(candidat["lien_dossier_drive"], Value::Null);
    assert_eq!(candidat["partielle"], true);
    let told = scene.last_notification().await;
    assert_eq!(told["titre"], "Conversion partielle");
    assert_eq!(told["type"], "ACTION_PARTIELLE");
    assert_eq!(told["categorie"], "CANDIDAT");
    assert_eq!(told["priorite"], "HAUTE");
    let message =
        "Marie Dumitru · dossier DUMI05112026. Action manuelle requise pour la création du dossier Drive.";
    assert_eq!(told["message"], message);
    assert_eq!(told["lien_action"], format!("/admin/candidats/{}", candidat["id_candidat"]));
    let entry = row(&scene.app.db, "SELECT to_jsonb(j)::text FROM journal_erreurs j").await;
    assert_eq!((&entry["id_conversion"], &entry["severite"]), (&json!(id), &json!("WARNING")));
    assert_eq!(entry["donnees_entree"]["statutHttp"], 503);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_success_that_comes_late_is_a_success() {
    let scene = Scene::new().await;
    let id = scene.overdue_with(conversion(&scene.prospect)).await;
    let answer = scene.succeed(id, "DUMI05112026").await;
    assert_eq!(answer.body, json!({ "idConversion": id, "statutAction": "TERMINEE", "dejaTraite": false }));
    let action = scene.action(id).await;
    assert_eq!(action["statutAction"], "TERMINEE");
    assert_eq!(action["messageErreur"], Value::Null);
    assert_eq!(action["relancable"], false);
    assert_eq!(scene.statut_prospect().await, "CANDIDAT");
    let told = scene.last_notification().await;
    assert_eq!((&told["titre"], &told["priorite"]), (&json!("Nouveau candidat créé"), &json!("HAUTE")));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn the_deadline_counts_from_the_delivery() {
    let scene = Scene::with(TestApp::setup().set("ACTION_DEADLINE_S", 60)).await;
    let id = scene.start().await;
    scene.app.advance(TimeDelta::hours(2));
    assert_eq!(scene.app.expire().await, 0, "not delivered yet");
    scene.app.dispatch().await;
    scene.app.advance(TimeDelta::milliseconds(59_999));
    assert_eq!(scene.app.expire().await, 0);
    assert_eq!(scene.statut(id).await, "EN_COURS");
    scene.app.advance(TimeDelta::milliseconds(1));
    assert_eq!(scene.app.expire().await, 1);
    assert_eq!(scene.statut(id).await, "ERREUR");
}

#[tokio::test]
async fn a_deadline_ends_an_action_once_however_many_watch() {
    let scene = Scene::new().await;
    for id in data::prospects(&scene.app.db, 5).await {
        scene.deliver_with(into_session(&id, FIVE_SEATS)).await;
    }
    scene.app.advance(TimeDelta::minutes(15));
    let (one, two, three) = tokio::join!(scene.app.expire(), scene.app.expire(), scene.app.expire());
    assert_eq!(one + two + three, 5);
    assert_eq!(scene.notifications("ERREUR_WEBHOOK").await, 5);
    assert_eq!(scene.seats(FIVE_SEATS).await, (0, 0));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_callback_and_the_deadline_at_the_same_instant_leave_one_candidate() {
    let scene = Scene::new().await;
    let id = scene.deliver_with(into_session(&scene.prospect, FIVE_SEATS)).await;
    scene.app.advance(TimeDelta::minutes(15));
    let (answer, _) = tokio::join!(scene.succeed(id, "DUMI05112026"), scene.app.expire());
    assert_eq!(answer.body["statutAction"], "TERMINEE");
    assert_eq!(scene.statut(id).await, "TERMINEE");
    assert_eq!(scene.seats(FIVE_SEATS).await, (1, 0));
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn an_end_that_cannot_be_announced_is_tried_again() {
    let scene = Scene::new().await;
    let id = scene.deliver().await;
    scene.app.advance(TimeDelta::minutes(15));
    let before = snapshot(&scene.app.db).await;
    data::refuse_inserts(&scene.app.db, "notifications").await;
    assert_eq!(scene.app.expire().await, 0);
    assert_eq!(snapshot(&scene.app.db).await, before);
    data::allow_inserts(&scene.app.db, "notifications").await;
    assert_eq!(scene.app.expire().await, 1);
    assert_eq!(scene.statut(id).await, "ERREUR");
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn an_end_that_the_database_refuses_keeps_no_other_action_from_its_own() {
    let scene = Scene::new().await;
    let refused = scene.deliver().await;
    let other = scene.deliver_with(conversion(&scene.prospect("Nguyen").await)).await;
    scene
        .app
        .db
        .execute(&format!(
            "ALTER TABLE conversions_en_cours ADD CONSTRAINT refus
             CHECK (id_conversion <> {refused} OR statut_action = 'EN_COURS')"
        ))
        .await;
    scene.app.advance(TimeDelta::minutes(15));
    assert_eq!(scene.app.expire().await, 1);
    assert_eq!(scene.statut(refused).await, "EN_COURS");
    assert_eq!(scene.statut(other).await, "ERREUR");
    scene.app.db.execute("ALTER TABLE conversions_en_cours DROP CONSTRAINT refus").await;
    assert_eq!(scene.app.expire().await, 1);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_journal_that_refuses_the_entry_costs_neither_the_end_nor_the_news_of_it() {
    let scene = Scene::new().await;
    data::refuse_inserts(&scene.app.db, "journal_erreurs").await;
    let id = scene.deliver().await;
    scene.fail(id).await;
    let action = scene.action(id).await;
    assert_eq!(action["statutAction"], "ERREUR");
    assert_eq!(action["messageErreur"], "Quota Drive dépassé");
    assert_eq!(count(&scene.app.db, "journal_erreurs").await, 0);
    let told = scene.last_notification().await;
    assert_eq!(told["priorite"], "URGENTE");
    // Without a journal entry, the notification links to the prospect, whose page shows the reason.
    assert_eq!(told["lien_action"], format!("/admin/prospects?prospect={}", scene.prospect));
}
