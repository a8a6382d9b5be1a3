//! `GET /api/sante`.

use actix_web::{get, web};
use common::sante::Sante;

use crate::error::ApiResult;
use crate::extract::AdminUser;
use crate::sante;
use crate::state::AppState;

/// How the service, its database, its workers and n8n's workflows are, with a verdict on the whole.
///
/// Workers and connections are those of the instance that answers. Everything else is shared by all of them.
#[utoipa::path(
    tag = "Santé",
    operation_id = "getSante",
    responses((status = 200, description = "What was found, whatever it is", body = Sante)),
    security(("session" = [])),
)]
#[get("/api/sante")]
pub async fn get_sante(_: AdminUser, state: web::Data<AppState>) -> ApiResult<web::Json<Sante>> {
    Ok(web::Json(sante::report(&state).await?))
}
