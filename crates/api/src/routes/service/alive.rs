//! `GET /sante/vivant`.

use actix_web::{get, web};
use serde::Serialize;

/// Response of a living process.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Vivant {
    /// Always `vivant`.
    statut: &'static str,
}

/// Tells that the process responds; a supervisor restarts it when it does not.
#[utoipa::path(
    tag = "Sante",
    operation_id = "checkAlive",
    responses((status = 200, description = "It answers", body = Vivant)),
)]
#[get("/sante/vivant")]
pub async fn check_alive() -> web::Json<Vivant> {
    web::Json(Vivant { statut: "vivant" })
}
