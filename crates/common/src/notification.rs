//! DTOs of notifications and of the live stream.

use serde::{Deserialize, Serialize};

use crate::action::Action;
use crate::codes::{Audience, CategorieNotification, Priorite, TypeNotification};
use crate::identifiant::IdProspect;
use crate::instant::Instant;
use crate::lenient;
use crate::lot::Lot;

/// A notification, as stored and as sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// Identifier; also the `id` of its event in the stream.
    pub id: i64,
    /// Domain of the notification.
    pub categorie: CategorieNotification,
    /// Kind of event.
    #[serde(rename = "type")]
    pub type_notification: TypeNotification,
    /// Priority.
    pub priorite: Priorite,
    /// Short title, in French.
    pub titre: String,
    /// Sentence, in French.
    pub message: String,
    /// Audience that receives it.
    pub audience: Audience,
    /// Path of the back-office page about its subject.
    pub lien_action: Option<String>,
    /// When it was created.
    pub date_creation: Instant,
}

/// A notification in a person's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct NotificationLue {
    /// The notification.
    #[cfg_attr(feature = "server", serde(flatten))]
    #[cfg_attr(not(feature = "server"), serde(rename = "*"))]
    pub notification: Notification,
    /// True when this person has read it.
    pub lue: bool,
}

/// A page of notifications, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Notifications {
    /// Rows of the page.
    pub data: Vec<NotificationLue>,
    /// Opaque cursor of the next page, to pass as `curseur`; null on the last page.
    pub curseur_suivant: Option<String>,
}

/// Request to mark notifications as read: either some, or all up to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MarkNotificationsReadRequest {
    /// Identifiers of the notifications, at most 1 000.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(max_items = 1000))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 1000, code = "LONGUEUR", message = "1 000 identifiants au plus."))
    )]
    pub ids: Option<Vec<i64>>,
    /// Marks every notification up to this identifier.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub jusqua: Option<i64>,
}

/// The unread count that the bell shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompteursNotifications {
    /// Number of unread notifications.
    pub non_lues: i64,
}

/// An event of the live stream: its name (field `event` of server-sent events) and its JSON (field `data`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(tag = "event", content = "data", rename_all = "lowercase")]
pub enum EvenementFlux {
    /// Sent when a notification is created for the audience of the caller. It is the only event with an `id`, which a
    /// client sends back as `Last-Event-ID`.
    #[cfg_attr(feature = "server", schema(title = "FluxNotification"))]
    Notification(Notification),
    /// Sent at the start of a stream, and when the number of unread notifications of the caller changes.
    #[cfg_attr(feature = "server", schema(title = "FluxCompteurs"))]
    Compteurs(CompteursNotifications),
    /// Sent to ADMIN accounts when an action starts, and when its state or step changes.
    #[cfg_attr(feature = "server", schema(title = "FluxAction"))]
    Action(Box<Action>),
    /// Sent to ADMIN accounts when records of prospects change.
    #[cfg_attr(feature = "server", schema(title = "FluxProspect"))]
    Prospect(FichesChangees),
    /// Sent to ADMIN accounts when formations, sessions or required documents change.
    #[cfg_attr(feature = "server", schema(title = "FluxCatalogue"))]
    Catalogue(CatalogueChange),
    /// Sent to ADMIN accounts when a bulk change is made, launched or over, and at most twice a second while its rows
    /// run.
    #[cfg_attr(feature = "server", schema(title = "FluxLot"))]
    Lot(Box<Lot>),
    /// Sent when events were missed and do not come any more: the client must fetch everything again.
    #[cfg_attr(feature = "server", schema(title = "FluxResync"))]
    Resync(Resync),
    /// Heartbeat, sent every `HEARTBEAT_S` seconds: 30 unless the installation says otherwise.
    #[cfg_attr(feature = "server", schema(title = "FluxBattement"))]
    Battement(Battement),
}

impl EvenementFlux {
    /// Returns the name of the event.
    pub const fn event_name(&self) -> &'static str {
        match self {
            Self::Notification(_) => "notification",
            Self::Compteurs(_) => "compteurs",
            Self::Action(_) => "action",
            Self::Prospect(_) => "prospect",
            Self::Catalogue(_) => "catalogue",
            Self::Lot(_) => "lot",
            Self::Resync(_) => "resync",
            Self::Battement(_) => "battement",
        }
    }

    /// Returns the JSON of the event, on one line.
    ///
    /// # Errors
    /// A value can't be written as JSON.
    pub fn data(&self) -> serde_json::Result<String> {
        match self {
            Self::Notification(data) => serde_json::to_string(data),
            Self::Compteurs(data) => serde_json::to_string(data),
            Self::Action(data) => serde_json::to_string(data),
            Self::Prospect(data) => serde_json::to_string(data),
            Self::Catalogue(data) => serde_json::to_string(data),
            Self::Lot(data) => serde_json::to_string(data),
            Self::Resync(data) => serde_json::to_string(data),
            Self::Battement(data) => serde_json::to_string(data),
        }
    }
}

/// Data of the event `prospect`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FichesChangees {
    /// The changed record; null when there are too many to name.
    pub id_prospect: Option<IdProspect>,
}

/// Data of the event `catalogue`, which has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CatalogueChange {}

/// Data of the event `resync`, which has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Resync {}

/// Data of the event `battement`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Battement {
    /// Time of the service.
    pub date: Instant,
}

/// Figures of the live stream on the responding instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StatistiquesFlux {
    /// Number of open streams by audience.
    pub clients: ClientsParAudience,
    /// Number of events delivered since the start.
    pub livres: u64,
    /// Number of events that a slow client missed; it was told to fetch again.
    pub perdus: u64,
}

/// Number of open streams by audience.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub struct ClientsParAudience {
    /// Streams of ADMIN accounts.
    pub admin: u64,
    /// Streams of FORMATEUR accounts.
    pub formateur: u64,
    /// Streams of ELEVE accounts.
    pub eleve: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_its_name_with_its_data() {
        for event in [
            EvenementFlux::Compteurs(CompteursNotifications { non_lues: 3 }),
            EvenementFlux::Prospect(FichesChangees { id_prospect: None }),
            EvenementFlux::Catalogue(CatalogueChange {}),
            EvenementFlux::Resync(Resync {}),
        ] {
            let joined = format!(r#"{{"event":"{}","data":{}}}"#, event.event_name(), event.data().unwrap());
            assert_eq!(serde_json::to_string(&event).unwrap(), joined);
        }
    }
}
