//! `GET /api/utilisateurs`.

use actix_web::{get, web};
use common::compte::Compte;
use common::{Liste, Pagination};

use crate::db;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Page, ValidQuery};
use crate::state::AppState;

/// Lists the accounts, including invited ones: active ones first, then by name.
#[utoipa::path(
    tag = "Utilisateurs",
    operation_id = "listUtilisateurs",
    params(
        Page,
    ),
    responses((status = 200, description = "A page of people", body = Liste<Compte>)),
    security(("session" = [])),
)]
#[get("/api/utilisateurs")]
pub async fn list_utilisateurs(
    _: AdminUser,
    ValidQuery(page): ValidQuery<Page>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Liste<Compte>>> {
    let conn = state.pool.get().await?;
    let (data, total) = futures_util::try_join!(
        db::utilisateurs::list(&conn, page.offset(), page.limit),
        db::utilisateurs::count(&conn),
    )?;
    Ok(web::Json(Liste { data, pagination: Pagination::numbered(page.page, page.limit, total) }))
}
