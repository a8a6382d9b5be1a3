//! Requests on notifications: unread count, list, read marks, stream.

use common::notification::{CompteursNotifications, MarquerLuesRequest, Notifications};

use super::{ApiError, http};
use crate::query_string::QueryString;

/// Fetches a page of notifications, newest first, from the start or from a cursor.
pub(crate) async fn list(cursor: Option<String>) -> Result<Notifications, ApiError> {
    let query: QueryString = cursor.map(|cursor| ("curseur", cursor)).into_iter().collect();
    http::get("/api/notifications", &query).await
}

/// Fetches the unread count.
pub(crate) async fn counts() -> Result<CompteursNotifications, ApiError> {
    http::get("/api/notifications/compteurs", &QueryString::new()).await
}

/// Marks notifications as read.
pub(crate) async fn mark_read(which: &MarquerLuesRequest) -> Result<(), ApiError> {
    http::post_silent("/api/notifications/lues", which).await
}

/// Returns the URL of the live stream; `last_id` is the last received event, if any.
pub(crate) fn stream_url(last_id: Option<&str>) -> String {
    last_id.map(|id| ("dernierId", id)).into_iter().collect::<QueryString>().after("/api/notifications/flux")
}
