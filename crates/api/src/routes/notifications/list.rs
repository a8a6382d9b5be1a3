//! `GET /api/notifications`.

use std::str::FromStr;

use actix_web::{get, web};
use common::liste::{DEFAULT_LIMIT, MAX_LIMIT};
use common::notification::{NotificationLue, Notifications};
use serde::Deserialize;
use utoipa::IntoParams;

use super::cursor::Cursor;
use crate::db::notifications::lues::{self, Filter};
use crate::error::ApiResult;
use crate::extract::{AnyUser, ValidQuery, empty_as_none};
use crate::state::AppState;

/// Number of rows per page.
struct Limit(i64);

impl FromStr for Limit {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        text.parse().ok().filter(|rows| (1..=MAX_LIMIT).contains(rows)).map(Self).ok_or(())
    }
}

/// Query parameters of the notification list.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `true` excludes notifications that the caller has read.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<bool>)]
    non_lues: Option<bool>,
    /// `curseurSuivant` of the previous page.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<String>, max_length = 40)]
    curseur: Option<Cursor>,
    /// Rows per page, 1 to 100.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<i64>, default = json!(DEFAULT_LIMIT))]
    limit: Option<Limit>,
}

/// Lists the caller's notifications, newest first.
///
/// Includes those of the caller's own audience and those for everyone.
#[utoipa::path(tag = "Notifications", operation_id = "listNotifications", params(ListQuery),
    responses((status = 200, description = "A page of notifications", body = Notifications)), security(("session" = [])))]
#[get("/api/notifications")]
pub async fn list_notifications(
    AnyUser(person): AnyUser,
    ValidQuery(query): ValidQuery<ListQuery>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Notifications>> {
    let Limit(limit) = query.limit.unwrap_or(Limit(DEFAULT_LIMIT));
    let filter = Filter {
        id_utilisateur: person.id_utilisateur,
        role: person.role,
        unread_only: query.non_lues.unwrap_or(false),
        before: query.curseur.map(|Cursor(id)| id),
    };
    let mut conn = state.pool.get().await?;
    // One extra row shows if another page follows.
    let rows = lues::list(&mut conn, filter, limit + 1).await?;
    let page = usize::try_from(limit).unwrap_or_default();
    let has_more = rows.len() > page;
    let rows = rows.into_iter().take(page);
    let data: Vec<_> = rows.map(|(row, lue)| NotificationLue { notification: row.into(), lue }).collect();
    let last = data.last().filter(|_| has_more);
    let curseur_suivant = last.map(|last| Cursor(last.notification.id).to_string());
    Ok(web::Json(Notifications { data, curseur_suivant }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Option<ListQuery> {
        serde_html_form::from_str(query).ok()
    }

    #[test]
    fn a_wrong_value_is_refused_and_an_empty_one_is_absent() {
        assert!(read("nonLues=&curseur=&limit=").is_some_and(|query| query.limit.is_none()));
        assert_eq!(read("nonLues=true").unwrap().non_lues, Some(true));
        for query in ["nonLues=oui", "curseur=12", "limit=0", "limit=101", "limit=4e17"] {
            assert!(read(query).is_none(), "{query}");
        }
    }
}
