//! Live events as clients receive them.

use n8n_sim::{Fault, FaultMode};
use serde_json::{Value, json};

use super::rows::notify;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::data;
use crate::support::stream::{Event, Stream};

/// Returns true for a count of this value.
fn is_count(event: &Event, unread: i64) -> bool {
    event.name == "compteurs" && event.data == json!({ "nonLues": unread })
}

/// Returns true for an action in this state and at this step.
fn is_action(event: &Event, statut: &str, etape: &str) -> bool {
    event.name == "action" && event.data["statutAction"] == statut && event.data["etape"] == etape
}

#[tokio::test]
async fn a_stream_begins_with_its_pace_and_must_not_be_kept_back() {
    let app = TestApp::start().await;
    // The client itself checks that `retry: 3000` comes first.
    let stream = Stream::open(&app.admin().await).await;
    assert_eq!(stream.headers["content-type"], "text/event-stream; charset=utf-8");
    assert_eq!(stream.headers["cache-control"], "no-cache, no-transform");
    assert_eq!(stream.headers["x-accel-buffering"], "no");
    assert!(
        !stream.headers.contains_key("content-length") && !stream.headers.contains_key("content-encoding")
    );
}

#[tokio::test]
async fn a_notification_comes_with_its_id_as_the_list_gives_it() {
    let app = TestApp::setup().with_workers().start().await;
    let admin = app.admin().await;
    let mut stream = Stream::open(&admin).await;
    let id = notify(&app.db, "ADMIN", "Nouveau candidat créé").await;
    let event = stream.next_of("notification").await;
    assert_eq!(event.id, Some(id));
    let mut in_list = admin.get("/api/notifications").await.body["data"][0].clone();
    in_list.as_object_mut().unwrap().remove("lue");
    assert_eq!(event.data, in_list);
}

/// Returns the next action in this state and the next notification of this type, in any order: an action that changes
/// again before it is sent comes after the notification of its first change.
async fn next_both(stream: &mut Stream, statut: &str, type_notification: &str) -> (Value, Value) {
    let (mut action, mut notification) = (None, None);
    while action.is_none() || notification.is_none() {
        let event = stream.next_news().await;
        if event.name == "action" && event.data["statutAction"] == statut {
            action = Some(event.data);
        } else if event.name == "notification" && event.data["type"] == type_notification {
            notification = Some(event.data);
        }
    }
    action.zip(notification).unwrap()
}

/// Makes n8n accept every webhook without calling back.
fn silence(app: &TestApp) {
    app.n8n.faults().add(Fault::new(FaultMode::Silence).always()).unwrap();
}

#[tokio::test]
async fn two_admins_see_the_start_the_steps_and_the_end_of_an_action() {
    let app = TestApp::setup().with_workers().start().await;
    silence(&app);
    let prospect = data::prospect(&app.db, "Dumitru", "Marie").await;
    let (sophie, luc) = (app.admin().await, app.login("luc@ecole.example", "Luc", "ADMIN").await);
    let mut streams = [Stream::open(&sophie).await, Stream::open(&luc).await];
    let n8n = app.n8n_client();

    let body = json!({ "idProspect": prospect, "formationRetenue": "CAP_BJ" });
    let asked = sophie.post("/api/prospects/convertir-candidat", body).await;
    let id = &asked.expect(202).body["idConversion"];
    for stream in &mut streams {
        let (action, _) = next_both(stream, "EN_COURS", "ACTION_START").await;
        assert_eq!((&action["idConversion"], &action["demandePar"]), (id, &json!("Sophie Martin")));
    }
    for (etape, pourcentage) in [("Création du dossier Drive", 40), ("Envoi de l’e-mail", 80)] {
        let step = json!({ "idConversion": id, "etape": etape, "pourcentage": pourcentage });
        n8n.post("/api/prospects/conversion-progress", step).await.expect(204);
        for stream in &mut streams {
            let action = stream.next_where(|event| is_action(event, "EN_COURS", etape)).await;
            assert_eq!(action.data["pourcentage"], pourcentage);
        }
    }
    let end = json!({ "idConversion": id, "success": true, "numeroDossier": "DUMI05112026" });
    n8n.post("/api/prospects/conversion-complete", end).await.expect(200);
    for stream in &mut streams {
        let (action, notification) = next_both(stream, "TERMINEE", "ACTION_SUCCESS").await;
        assert_eq!(action["resultat"]["numeroDossier"], "DUMI05112026");
        assert_eq!(notification["lienAction"], "/admin/candidats/1");
    }
}

#[tokio::test]
async fn an_action_event_is_what_the_resource_says() {
    let app = TestApp::start().await;
    let prospect = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    let mut stream = Stream::open(&admin).await;
    let body = json!({ "idProspect": prospect, "formationRetenue": "CAP_BJ", "idSession": 1 });
    let asked = admin.post("/api/prospects/convertir-candidat", body).await;
    super::rows::stream(&app, 2).await;
    let event = stream.next_of("action").await;
    assert_eq!((event.id, &event.data), (None, &asked.expect(202).body));
}

#[tokio::test]
async fn the_bell_follows_what_comes_and_what_is_read() {
    let app = TestApp::setup().with_workers().start().await;
    notify(&app.db, "ADMIN", "d’avant").await;
    let admin = app.admin().await;
    let mut stream = Stream::open(&admin).await;
    stream.next_where(|event| is_count(event, 1)).await;
    let id = notify(&app.db, "ADMIN", "une autre").await;
    stream.next_where(|event| is_count(event, 2)).await;
    admin.post("/api/notifications/lues", json!({ "jusqua": id })).await.expect(204);
    stream.next_where(|event| is_count(event, 0)).await;
}

#[tokio::test]
async fn what_one_person_reads_changes_nobody_elses_bell() {
    let app = TestApp::setup().with_workers().start().await;
    let (sophie, luc) = (app.admin().await, app.login("luc@ecole.example", "Luc", "ADMIN").await);
    let mut of_luc = Stream::open(&luc).await;
    of_luc.next_where(|event| is_count(event, 0)).await;
    notify(&app.db, "ADMIN", "une").await;
    of_luc.next_where(|event| is_count(event, 1)).await;
    sophie.post("/api/notifications/lues", json!({ "jusqua": 1 })).await.expect(204);
    notify(&app.db, "ADMIN", "deux").await;
    // If Sophie's reading counted, this would be 1 again and never 2.
    of_luc.next_where(|event| is_count(event, 2)).await;
}

#[tokio::test]
async fn what_one_instance_commits_reaches_the_clients_of_another() {
    let app = TestApp::setup().with_workers().start().await;
    let other = TestApp::setup().with_workers().start_on(app.db.again());
    silence(&app);
    silence(&other);
    let prospect = data::prospect(&app.db, "Dumitru", "Marie").await;
    let admin = app.admin().await;
    let elsewhere = Client::new(&other.url);
    elsewhere.login("sophie@ecole.example", data::PASSWORD).await;
    let mut stream = Stream::open(&elsewhere).await;
    // Counts arrive at any time, so they have their own client.
    let mut bell = Stream::open(&elsewhere).await;
    let body = json!({ "idProspect": prospect, "formationRetenue": "CAP_BJ" });
    let asked = admin.post("/api/prospects/convertir-candidat", body).await;
    let (action, notification) = next_both(&mut stream, "EN_COURS", "ACTION_START").await;
    assert_eq!(action["idConversion"], asked.expect(202).body["idConversion"]);
    bell.next_where(|event| is_count(event, 1)).await;
    admin.post("/api/notifications/lues", json!({ "jusqua": notification["id"] })).await.expect(204);
    bell.next_where(|event| is_count(event, 0)).await;
}
