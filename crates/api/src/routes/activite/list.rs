//! `GET /api/activite`.

use actix_web::{get, web};
use common::activite::EntreeActivite;
use common::{IdUtilisateur, Liste, Pagination};
use serde::Deserialize;
use utoipa::IntoParams;

use super::cursor;
use super::query::DayQuery;
use crate::db;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Page, ValidQuery, empty_as_none, foreign_cursor};
use crate::state::AppState;

/// Query parameters of the author and of the position in the list.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ActiviteQuery {
    /// Keeps what this account did.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<i64>)]
    id_utilisateur: Option<IdUtilisateur>,
    /// `curseurSuivant` of a page of this list; it replaces `page`.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(max_length = 200, pattern = "^[0-9a-f]*$")]
    curseur: Option<String>,
}

/// Lists what the people of the school did on records on a day, newest first: actions, touches, notes, changes.
///
/// Readings and exports are in the audit of each record. An anonymised prospect has no name. A bulk change has one entry
/// for each of its operations, with the number of its records.
#[utoipa::path(
    tag = "RGPD",
    operation_id = "listActivite",
    params(DayQuery, ActiviteQuery, Page),
    responses((status = 200, description = "A page of entries", body = Liste<EntreeActivite>)),
    security(("session" = [])),
)]
#[get("/api/activite")]
pub async fn list_activite(
    _: AdminUser,
    ValidQuery(day): ValidQuery<DayQuery>,
    ValidQuery(query): ValidQuery<ActiviteQuery>,
    ValidQuery(page): ValidQuery<Page>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Liste<EntreeActivite>>> {
    let after = query.curseur.as_deref().map(|text| cursor::decode(text).ok_or_else(foreign_cursor));
    let after = after.transpose()?;
    let filters = day.filters(&state, query.id_utilisateur);
    let offset = if after.is_some() { 0 } else { page.offset() };
    let read = state.standby.read(async |conn| {
        let conn = &*conn;
        // One extra row shows if the list continues.
        Ok(futures_util::try_join!(
            db::activite::list(conn, &filters, after, offset, page.limit + 1),
            db::activite::count(conn, &filters),
        )?)
    });
    let (mut rows, total) = read.await?;
    let goes_on = page.cut(&mut rows);
    let last = rows.last().filter(|_| goes_on);
    let pagination = Pagination {
        curseur_suivant: last.map(|(place, _)| cursor::encode(*place)),
        ..Pagination::numbered(page.page, page.limit, total)
    };
    Ok(web::Json(Liste { data: rows.into_iter().map(|(_, entree)| entree).collect(), pagination }))
}
