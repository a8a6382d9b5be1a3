//! Frames of the live stream (`text/event-stream`, HTML §9.2), built once and sent to every client.

use actix_web::web::Bytes;
use chrono::{DateTime, Utc};
use common::notification::{
    Battement, CatalogueChange, CompteursNotifications, EvenementFlux, FichesChangees, Notification,
};
use common::{Action, Audience, IdProspect, Lot};

use super::Hub;
use super::wake::Records;

/// First bytes of a stream: the delay before a client reconnects, in milliseconds.
pub(super) const RETRY: Bytes = Bytes::from_static(b"retry: 3000\n\n");
/// Tells a client that it missed events and must fetch again.
pub(super) const RESYNC: Bytes = Bytes::from_static(b"event: resync\ndata: {}\n\n");

/// Builds a notification, the only event with an id: the client sends it back as `Last-Event-ID`.
pub(super) fn notification(notification: &Notification) -> serde_json::Result<Bytes> {
    let event = event(&EvenementFlux::Notification(notification.clone()))?;
    Ok([format!("id: {}\n", notification.id).as_bytes(), &event].concat().into())
}

/// Builds an `id:` line alone, so that an idle client has a current `Last-Event-ID`. A browser keeps an id without
/// data and fires no event (HTML §9.2.6).
pub(super) fn place(id: i64) -> Bytes {
    format!("id: {id}\n\n").into()
}

/// Builds the event of an action whose state or step changed.
pub(super) fn action(action: &Action) -> serde_json::Result<Bytes> {
    event(&EvenementFlux::Action(Box::new(action.clone())))
}

/// Builds the event of a bulk change that progressed.
pub(super) fn lot(lot: Lot) -> serde_json::Result<Bytes> {
    event(&EvenementFlux::Lot(Box::new(lot)))
}

/// Builds the event of a changed record; without an identifier, of more records than a wake-up can name.
fn record(id: Option<&IdProspect>) -> serde_json::Result<Bytes> {
    event(&EvenementFlux::Prospect(FichesChangees { id_prospect: id.cloned() }))
}

/// Sends the changed records and the change of the catalogue to the people who may see prospects.
pub(super) fn send_records(hub: &Hub, records: &Records) {
    let named = records.ids.iter().map(Some);
    let frames = if records.many { vec![record(None)] } else { named.map(record).collect() };
    let catalogue = records.catalogue.then(|| event(&EvenementFlux::Catalogue(CatalogueChange {})));
    for frame in frames.into_iter().chain(catalogue).flatten() {
        hub.send(Audience::Admin, &frame);
    }
}

/// Builds the event of the unread count.
pub(super) fn counts(non_lues: i64) -> serde_json::Result<Bytes> {
    event(&EvenementFlux::Compteurs(CompteursNotifications { non_lues }))
}

/// Builds a heartbeat.
pub(super) fn beat(now: DateTime<Utc>) -> serde_json::Result<Bytes> {
    event(&EvenementFlux::Battement(Battement { date: now.into() }))
}

/// Builds an event of one `data` line: JSON text contains no raw line break.
fn event(event: &EvenementFlux) -> serde_json::Result<Bytes> {
    Ok(format!("event: {}\ndata: {}\n\n", event.event_name(), event.data()?).into())
}

#[cfg(test)]
mod tests {
    use common::notification::Resync;
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
    fn the_fixed_frames_have_the_names_of_the_contract() {
        assert_eq!(RESYNC, event(&EvenementFlux::Resync(Resync {})).unwrap());
    }

    #[test]
    fn the_other_events_have_no_id() {
        assert_eq!(text(counts(4)), "event: compteurs\ndata: {\"nonLues\":4}\n\n");
        assert_eq!(
            text(beat(DateTime::UNIX_EPOCH)),
            "event: battement\ndata: {\"date\":\"1970-01-01T00:00:00Z\"}\n\n"
        );
    }
}
