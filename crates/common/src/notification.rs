//! Notifications and the events of the live stream.

use serde::{Deserialize, Serialize};

use crate::codes::{Audience, CategorieNotification, Priorite, TypeNotification};
use crate::instant::Instant;
use crate::lenient;

/// A notification, as stored and as pushed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// Identifier; also the `id` of its event in the stream.
    pub id: i64,
    /// What it speaks of.
    pub categorie: CategorieNotification,
    /// What happened.
    #[serde(rename = "type")]
    pub type_notification: TypeNotification,
    /// How much it matters.
    pub priorite: Priorite,
    /// Short French title.
    pub titre: String,
    /// French sentence.
    pub message: String,
    /// Who receives it.
    pub audience: Audience,
    /// Path in the back-office of what it speaks of.
    pub lien_action: Option<String>,
    /// When it was written.
    pub date_creation: Instant,
}

/// A notification in somebody's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct NotificationLue {
    /// The notification.
    #[serde(flatten)]
    pub notification: Notification,
    /// Whether this person has read it.
    pub lue: bool,
}

/// A page of notifications, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Notifications {
    /// The page's rows.
    pub data: Vec<NotificationLue>,
    /// Opaque: give it back as `curseur`; null on the last page.
    pub curseur_suivant: Option<String>,
}

/// Marks notifications as read: either some, or all those up to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MarquerLuesRequest {
    /// These ones, 1 000 at the most.
    #[serde(default, deserialize_with = "lenient::optional")]
    #[cfg_attr(feature = "server", schema(max_items = 1000))]
    #[cfg_attr(
        feature = "server",
        validate(length(max = 1000, code = "LONGUEUR", message = "1 000 identifiants au plus."))
    )]
    pub ids: Option<Vec<i64>>,
    /// Every one up to this identifier.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub jusqua: Option<i64>,
}

/// What the bell shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompteursNotifications {
    /// Notifications not read yet.
    pub non_lues: i64,
}

/// The state of the live stream on the instance that answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StatistiquesFlux {
    /// Open streams by audience.
    pub clients: ClientsParAudience,
    /// Events delivered since the start.
    pub livres: u64,
    /// Events that a slow client missed (it was told to fetch again).
    pub perdus: u64,
}

/// Open streams by audience.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub struct ClientsParAudience {
    /// Administration.
    pub admin: u64,
    /// Trainers.
    pub formateur: u64,
    /// Students.
    pub eleve: u64,
}
