//! Events of the stream, and messages between tabs.

use common::notification::{CompteursNotifications, Notification};
use common::{Action, IdLot, IdProspect};
use serde::{Deserialize, Serialize};

use crate::api::json;

use super::StreamState;

/// Names of the events.
pub(super) const EVENTS: [&str; 8] =
    ["notification", "compteurs", "action", "prospect", "catalogue", "lot", "resync", "battement"];

/// A parsed event.
pub(super) enum Message {
    Notification(Box<Notification>),
    Counts(CompteursNotifications),
    Action(Box<Action>),
    Record(Option<IdProspect>),
    Catalogue,
    /// A bulk change and the text of its event, which the pages that show it read.
    Lot(IdLot, String),
    Resync,
    Beat,
}

/// A changed record; many when the identifier is missing.
#[derive(Deserialize)]
struct Record {
    #[serde(rename = "idProspect")]
    id: Option<IdProspect>,
}

/// A bulk change, as far as the stream needs it.
#[derive(Deserialize)]
struct Progress {
    #[serde(rename = "idLot")]
    id: IdLot,
}

/// An event as received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Event {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) data: String,
}

/// A message between tabs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Word {
    /// The leader repeats an event.
    Event(Event),
    /// The leader sends the connection state, and the last event from which a new leader resumes.
    State { state: StreamState, last_id: Option<String> },
    /// The leader resumed after a gap.
    Resumed,
    /// A tab asks the leader for a sign of life and the connection state.
    Hello,
}

impl Event {
    /// Parses the event; `None` for an unknown event of another version of the service.
    pub(super) fn read(&self) -> Option<Message> {
        let data = &self.data;
        match self.name.as_str() {
            "notification" => json::decode(data).ok().map(Message::Notification),
            "compteurs" => json::decode(data).ok().map(Message::Counts),
            "action" => json::decode(data).ok().map(Message::Action),
            "prospect" => json::decode::<Record>(data).ok().map(|record| Message::Record(record.id)),
            "catalogue" => Some(Message::Catalogue),
            "lot" => json::decode::<Progress>(data).ok().map(|lot| Message::Lot(lot.id, data.clone())),
            "resync" => Some(Message::Resync),
            "battement" => Some(Message::Beat),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(name: &str, data: &str) -> Event {
        Event { name: name.to_owned(), id: String::new(), data: data.to_owned() }
    }

    #[test]
    fn every_event_of_the_contract_is_understood() {
        let data = [
            r#"{"id":981,"categorie":"PROSPECT","type":"ACTION_SUCCESS","priorite":"HAUTE","titre":"t","message":"m",
                "audience":"ADMIN","lienAction":null,"dateCreation":"2026-02-17T09:30:00Z"}"#,
            r#"{"nonLues":4}"#,
            r#"{"idConversion":42,"idProspect":"PROS_1","typeAction":"GENERER_DEVIS","statutAction":"EN_COURS",
                "partielle":false,"tentatives":1,"demandePar":"x","dateDebut":"2026-02-17T09:30:00Z","relancable":false}"#,
            r#"{"idProspect":"PROS_1"}"#,
            "{}",
            r#"{"idLot":7,"type":"STATUT","parametres":{"statutProspect":"QUALIFIE"},"requete":null,"etat":"EN_COURS",
                "nombre":2,"verdicts":{"OK":2},"resultats":{"FAIT":1},"restantes":1,"annulables":0,
                "auteur":{"idUtilisateur":1,"nom":"x"},"dateCreation":"2026-02-17T09:30:00Z",
                "dateLancement":"2026-02-17T09:31:00Z","dateFin":null,"expireLe":null}"#,
            "{}",
            r#"{"date":"2026-02-17T09:30:00Z"}"#,
        ];
        for (name, data) in EVENTS.into_iter().zip(data) {
            assert!(event(name, data).read().is_some(), "{name}");
        }
    }

    #[test]
    fn what_is_not_understood_is_passed_over() {
        assert!(event("inconnu", "{}").read().is_none());
        assert!(event("compteurs", "pas du JSON").read().is_none());
    }
}
