//! `GET /api/relances`.

use actix_web::{get, web};
use common::liste::pages;
use common::prospect::ProspectResume;
use common::{Liste, Pagination, QuandRelance};
use serde::Deserialize;
use utoipa::IntoParams;

use super::cursor;
use super::query::OwnerQuery;
use crate::db;
use crate::db::prospects::Listed;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Page, ValidQuery, empty_as_none, foreign_cursor};
use crate::state::AppState;

/// Query parameters of the section and of the position in it.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SectionQuery {
    /// The section, `aujourdhui` without it.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(value_type = Option<QuandRelance>, inline)]
    quand: Option<QuandRelance>,
    /// `curseurSuivant` of a page of this section; it replaces `page`.
    #[serde(default, deserialize_with = "empty_as_none")]
    #[param(max_length = 200, pattern = "^[0-9a-f]*$")]
    curseur: Option<String>,
}

/// Lists the prospects that need a touch: late, today, in the next seven days, or without a next touch.
///
/// The earliest touch comes first. `sans_suite` lists open prospects without a next touch and without a contact for 14
/// days, the latest contact first. Days are days of Europe/Paris. The total is counted up to 1 000.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "listRelances",
    params(OwnerQuery, SectionQuery, Page),
    responses((status = 200, description = "A page of prospects", body = Liste<ProspectResume>)),
    security(("session" = [])),
)]
#[get("/api/relances")]
pub async fn list_relances(
    AdminUser(person): AdminUser,
    ValidQuery(owner): ValidQuery<OwnerQuery>,
    ValidQuery(section): ValidQuery<SectionQuery>,
    ValidQuery(page): ValidQuery<Page>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Liste<ProspectResume>>> {
    let quand = section.quand.unwrap_or(QuandRelance::Aujourdhui);
    let curseur = section.curseur.as_deref();
    let after = curseur.map(|text| cursor::decode(text, quand).ok_or_else(foreign_cursor)).transpose()?;
    let offset = if after.is_some() { 0 } else { page.offset() };
    let read = state.standby.read(async |conn| {
        let conn = &*conn;
        let touches = owner.touches(conn, &state, &person, quand).await?;
        // One extra row shows if the list continues.
        Ok(futures_util::try_join!(
            db::relances::list(conn, &touches, after.as_ref(), offset, page.limit + 1),
            db::relances::count(conn, &touches)
        )?)
    });
    let (mut rows, total) = read.await?;
    let goes_on = page.cut(&mut rows);
    let last = rows.last().filter(|_| goes_on);
    let pagination = Pagination {
        total_exact: total.exact,
        total_pages: pages(total.rows, page.limit),
        curseur_suivant: last.and_then(|last| cursor::after(&last.row, quand)),
        ..Pagination::numbered(page.page, page.limit, total.rows)
    };
    let data = rows.into_iter().map(Listed::resume).collect();
    Ok(web::Json(Liste { data, pagination }))
}
