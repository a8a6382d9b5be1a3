//! Frames of the live stream (`text/event-stream`, HTML §9.2), built once and sent to every client.

use actix_web::web::Bytes;
use chrono::{DateTime, Utc};
use common::notification::{CompteursNotifications, Notification};
use common::{Action, Audience, IdProspect, Instant};
use serde::Serialize;
use serde_json::json;

use super::Hub;
use super::wake::Records;

/// First bytes of a stream: the delay before a client reconnects, in milliseconds.
pub(super) const RETRY: Bytes = Bytes::from_static(b"retry: 3000\n\n");
/// Tells a client that the missed events are too old and that it must fetch again.
pub(super) const RESYNC: Bytes = Bytes::from_static(b"event: resync\ndata: {}\n\n");
/// First line of a heartbeat.
pub(super) const BEAT: Bytes = Bytes::from_static(b"event: battement\n");

/// Builds a notification, the only event with an id: the client sends it back as `Last-Event-ID`.
pub(super) fn notification(notification: &Notification) -> serde_json::Result<Bytes> {
    let data = serde_json::to_string(notification)?;
    Ok(format!("id: {}\nevent: notification\ndata: {data}\n\n", notification.id).into())
}

/// Builds an `id:` line alone, so that an idle client has a current `Last-Event-ID`. A browser keeps an id without
/// data and fires no event (HTML §9.2.6).
pub(super) fn place(id: i64) -> Bytes {
    format!("id: {id}\n\n").into()
}

/// Builds the event of an action whose state or step changed.
pub(super) fn action(action: &Action) -> serde_json::Result<Bytes> {
    event("action", action)
}

/// Builds the event of a changed record; without an identifier, of more records than a wake-up can name.
fn record(id: Option<&IdProspect>) -> serde_json::Result<Bytes> {
    event("prospect", &json!({ "idProspect": id }))
}

/// Sends the changed records to the people who may see prospects.
pub(super) fn send_records(hub: &Hub, records: &Records) {
    let named = records.ids.iter().map(Some);
    let frames = if records.many { vec![record(None)] } else { named.map(record).collect() };
    for frame in frames.into_iter().flatten() {
        hub.send(Audience::Admin, &frame);
    }
}

/// Builds the event of the unread count.
pub(super) fn counts(non_lues: i64) -> serde_json::Result<Bytes> {
    event("compteurs", &CompteursNotifications { non_lues })
}

/// Builds the second part of a heartbeat, after [`BEAT`].
pub(super) fn beat_data(now: DateTime<Utc>) -> serde_json::Result<Bytes> {
    Ok(format!("data: {}\n\n", serde_json::to_string(&json!({ "date": Instant::from(now) }))?).into())
}

/// Builds an event of one `data` line: JSON text contains no raw line break.
fn event(name: &str, data: &impl Serialize) -> serde_json::Result<Bytes> {
    Ok(format!("event: {name}\ndata: {}\n\n", serde_json::to_string(data)?).into())
}

#[cfg(test)]
mod tests {
    use common::{CategorieNotification, Priorite, TypeNotification};

    use super::*;

    fn text(frame: serde_json::Result<Bytes>) -> String {
        String::from_utf8(frame.unwrap().to_vec()).unwrap()
    }

    #[test]
    fn a_notification_is_one_frame_whatever_its_text() {
        let sent = Notification {
            id: 981,
            categorie: CategorieNotification::Prospect,
            type_notification: TypeNotification::ActionSuccess,
            priorite: Priorite::Haute,
            titre: "Deux\nlignes\r".to_owned(),
            message: "data: {}\n\nevent: resync".to_owned(),
            audience: Audience::Admin,
            lien_action: None,
            date_creation: DateTime::UNIX_EPOCH.into(),
        };
        let frame = text(notification(&sent));
        let lines: Vec<&str> = frame.split('\n').collect();
        assert_eq!(lines[..2], ["id: 981", "event: notification"]);
        assert_eq!(lines[3..], ["", ""]);
        let read: Notification = serde_json::from_str(lines[2].strip_prefix("data: ").unwrap()).unwrap();
        assert_eq!(read, sent);
    }

    #[test]
    fn the_other_events_have_no_id() {
        assert_eq!(text(counts(4)), "event: compteurs\ndata: {\"nonLues\":4}\n\n");
        assert_eq!(text(beat_data(DateTime::UNIX_EPOCH)), "data: {\"date\":\"1970-01-01T00:00:00Z\"}\n\n");
    }
}
