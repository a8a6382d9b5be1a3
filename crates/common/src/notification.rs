//! DTOs of notifications and of the live stream.

use serde::{Deserialize, Serialize};

use crate::codes::{Audience, CategorieNotification, Priorite, TypeNotification};
use crate::instant::Instant;
use crate::lenient;

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
    #[serde(flatten)]
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
pub struct MarquerLuesRequest {
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
