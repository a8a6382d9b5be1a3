//! Requests on notifications: unread count, list, read marks, stream and its figures.

use common::notification::{
    CompteursNotifications, MarkNotificationsReadRequest, Notifications, StatistiquesFlux,
};

use super::{Reply, http};
use crate::query_string::QueryString;

/// Fetches a page of notifications, newest first, from the start or from a cursor.
pub(crate) fn list(cursor: Option<String>) -> Reply<Notifications> {
    let query: QueryString = cursor.map(|cursor| ("curseur", cursor)).into_iter().collect();
    http::get("/api/notifications", &query)
}

/// Fetches the unread count.
pub(crate) fn counts() -> Reply<CompteursNotifications> {
    http::get("/api/notifications/compteurs", &QueryString::new())
}

/// Marks notifications as read.
pub(crate) fn mark_read(which: &MarkNotificationsReadRequest) -> Reply<()> {
    http::post_silent("/api/notifications/lues", which)
}

/// Fetches the figures of the live stream, of the responding instance.
pub(crate) fn statistics() -> Reply<StatistiquesFlux> {
    http::get("/api/notifications/statistiques", &QueryString::new())
}

/// Returns the URL of the live stream; `last_id` is the last received event, if any.
pub(crate) fn stream_url(last_id: Option<&str>) -> String {
    last_id.map(|id| ("dernierId", id)).into_iter().collect::<QueryString>().after("/api/notifications/flux")
}
