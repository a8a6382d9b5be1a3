//! `GET /api/fermetures`.

use actix_web::{get, web};
use common::echeance::Fermeture;
use common::liste::Donnees;

use crate::db;
use crate::error::ApiResult;
use crate::extract::{AdminOrKey, ReadCatalogue};
use crate::state::AppState;

/// Lists the days on which the school is closed, by first day.
#[utoipa::path(
    tag = "Echeances",
    operation_id = "listFermetures",
    responses((status = 200, description = "Closures", body = Donnees<Fermeture>)),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/fermetures")]
pub async fn list_fermetures(
    _: AdminOrKey<ReadCatalogue>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Donnees<Fermeture>>> {
    let mut conn = state.pool.get().await?;
    let data = db::fermetures::list(&mut conn).await?;
    Ok(web::Json(Donnees { data }))
}
