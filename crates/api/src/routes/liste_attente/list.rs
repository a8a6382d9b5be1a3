//! `GET /api/sessions/{idSession}/liste-attente`.

use actix_web::{get, web};
use common::IdSession;
use common::liste::Donnees;
use common::liste_attente::PlaceAttente;

use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminUser, Id};
use crate::state::AppState;

/// Lists who waits for a seat of a session, by rank, then the places that are no longer on the list.
#[utoipa::path(
    tag = "Catalogue",
    operation_id = "listListeAttente",
    params(("idSession" = i64, Path, description = "The session")),
    responses((status = 200, description = "The waiting list", body = Donnees<PlaceAttente>)),
    security(("session" = [])),
)]
#[get("/api/sessions/{idSession}/liste-attente")]
pub async fn list_liste_attente(
    _: AdminUser,
    Id(id): Id<IdSession>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Donnees<PlaceAttente>>> {
    let mut conn = state.pool.get().await?;
    let data = db::liste_attente::list(&mut conn, id).await?;
    if data.is_empty() && db::catalogue::find_session(&conn, id, state.clock.today()).await?.is_none() {
        return Err(ApiError::not_found("Cette session"));
    }
    Ok(web::Json(Donnees { data }))
}
