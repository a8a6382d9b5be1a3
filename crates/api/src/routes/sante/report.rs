//! `GET /api/sante`.

use actix_web::{get, web};
use common::sante::Sante;

use crate::error::ApiResult;
use crate::extract::AdminUser;
use crate::sante;
use crate::state::AppState;

/// Returns the state of the service, its database, its workers and n8n's workflows, with an overall verdict.
///
/// Workers and connections are those of the responding instance; all instances share the rest.
#[utoipa::path(
    tag = "Sante",
    operation_id = "getSante",
    responses((status = 200, description = "What was found, whatever it is", body = Sante)),
    security(("session" = [])),
)]
#[get("/api/sante")]
pub async fn get_sante(_: AdminUser, state: web::Data<AppState>) -> ApiResult<web::Json<Sante>> {
    Ok(web::Json(sante::report(&state).await?))
}
