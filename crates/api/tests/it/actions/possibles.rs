//! `actionsPossibles`: a button is enabled exactly when its request would be accepted.

use serde_json::{Value, json};

use super::clicks::{CLICKS, DOSSIER};
use super::scene::{CONVERT, Scene, conversion, id_of};
use crate::reading::rows::{add, add_candidat};
use crate::support::client::Answer;

/// The four action types.
const TYPES: [&str; 4] = ["CONVERTIR_CANDIDAT", "ENVOYER_DOSSIER", "GENERER_DEVIS", "ENVOYER_EMAIL"];

/// A person in one of the situations that the rules distinguish.
#[derive(Debug, Clone, Copy)]
struct Somebody {
    address: bool,
    candidate: bool,
}

/// Adds such a person; returns the identifier.
async fn somebody(scene: &Scene, like: Somebody) -> String {
    let emails = if like.address { json!(["marie@exemple.fr"]) } else { json!([]) };
    let columns = json!({ "nom": "Nguyen", "prenom": "Marie", "emails": emails });
    if like.candidate {
        let numero = if like.address { "NGUY05112026" } else { "NGUY05112026-2" };
        add_candidat(&scene.app.db, numero, columns).await
    } else {
        add(&scene.app.db, columns).await
    }
}

/// Sends the request of a button, with all fields of its dialog.
async fn click(scene: &Scene, id: &str, type_action: &str) -> Answer {
    let button = CLICKS.iter().find(|click| click.type_action == type_action);
    match button {
        Some(button) => scene.admin.post(&button.of(id), (button.body)()).await,
        None => scene.admin.post(CONVERT, conversion(id)).await,
    }
}

/// Returns the entry of an action in `actionsPossibles`.
async fn shown(scene: &Scene, id: &str, type_action: &str) -> Value {
    let record = scene.admin.get(&format!("/api/prospects/{id}")).await;
    let entries = record.expect(200).body["actionsPossibles"].as_array().unwrap().clone();
    assert_eq!(entries.len(), TYPES.len());
    entries.into_iter().find(|entry| entry["typeAction"] == type_action).expect("an entry a type")
}

/// Asserts that the request of a button is answered as the record says.
async fn assert_agrees(scene: &Scene, id: &str, type_action: &str, active: bool, case: &str) {
    let entry = shown(scene, id, type_action).await;
    assert_eq!(entry["active"], active, "{case}: {entry}");
    let answer = click(scene, id, type_action).await;
    if active {
        assert_eq!((answer.status.as_u16(), &entry["motif"]), (202, &Value::Null), "{case}: {}", answer.body);
    } else {
        assert!(matches!(answer.status.as_u16(), 409 | 422), "{case}: {}", answer.body);
        assert_eq!(entry["motif"], answer.body["detail"], "{case}: told in the same words");
    }
}

#[tokio::test]
async fn each_button_says_what_its_click_is_answered() {
    let scene = Scene::new().await;
    let table = [
        (Somebody { address: true, candidate: false }, [true, true, true, true]),
        (Somebody { address: false, candidate: false }, [true, true, true, false]),
        (Somebody { address: true, candidate: true }, [false, false, true, true]),
        (Somebody { address: false, candidate: true }, [false, false, true, false]),
    ];
    for (like, buttons) in table {
        let id = somebody(&scene, like).await;
        for (type_action, active) in TYPES.into_iter().zip(buttons) {
            assert_agrees(&scene, &id, type_action, active, &format!("{like:?} {type_action}")).await;
        }
    }
}

#[tokio::test]
async fn a_button_rests_while_its_action_runs_and_the_others_do_not() {
    let scene = Scene::new().await;
    for running in TYPES {
        let id = somebody(&scene, Somebody { address: true, candidate: false }).await;
        click(&scene, &id, running).await.expect(202);
        for type_action in TYPES {
            let entry = shown(&scene, &id, type_action).await;
            assert_eq!(entry["active"], type_action != running, "{running} runs: {entry}");
            assert_eq!(entry["motif"].is_string(), type_action == running, "{running} runs: {entry}");
        }
        click(&scene, &id, running).await.expect_problem(409, "ACTION_EN_COURS");
    }
}

#[tokio::test]
async fn a_button_lives_again_once_its_action_has_ended() {
    let scene = Scene::new().await;
    for click in CLICKS {
        let id = click.deliver(&scene).await;
        scene.fail(id).await;
        assert_eq!(shown(&scene, &scene.prospect, click.type_action).await["active"], true);
        let id = click.deliver(&scene).await;
        click.succeed(&scene, id).await;
        assert_eq!(shown(&scene, &scene.prospect, click.type_action).await["active"], true);
    }
}

#[tokio::test]
async fn who_has_no_address_may_be_sent_the_form_to_a_typed_one() {
    let scene = Scene::new().await;
    let id = somebody(&scene, Somebody { address: false, candidate: false }).await;
    assert_eq!(shown(&scene, &id, "ENVOYER_DOSSIER").await["active"], true);
    scene.admin.post(&DOSSIER.of(&id), json!({})).await.expect_field("email", "EMAIL_REQUIS");
    id_of(scene.admin.post(&DOSSIER.of(&id), json!({ "email": "marie@exemple.fr" })).await.expect(202));
}
