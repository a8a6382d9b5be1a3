//! `GET /api/vues`.

use actix_web::{get, web};
use common::liste::Donnees;
use common::vue::Vue;

use super::shown::show;
use crate::db;
use crate::error::ApiResult;
use crate::extract::AdminUser;
use crate::state::AppState;

/// Lists the caller's views and those of the team, each in their order, with the number of prospects that they show.
#[utoipa::path(
    tag = "Vues",
    operation_id = "listVues",
    responses((status = 200, description = "Views", body = Donnees<Vue>)),
    security(("session" = [])),
)]
#[get("/api/vues")]
pub async fn list_vues(
    AdminUser(person): AdminUser,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Donnees<Vue>>> {
    let read = state.standby.read(async |conn| {
        let rows = db::vues::list(conn, person.id_utilisateur).await?;
        show(conn, &state, &person, rows).await
    });
    Ok(web::Json(Donnees { data: read.await? }))
}
