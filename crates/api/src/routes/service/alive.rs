//! `GET /sante/vivant`.

use actix_web::{get, web};
use serde::Serialize;

/// The process answers.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Vivant {
    /// Always `vivant`.
    statut: &'static str,
}

/// Whether the process answers: restart it when it does not.
#[utoipa::path(
    tag = "Santé",
    operation_id = "vivant",
    responses((status = 200, description = "It answers", body = Vivant)),
)]
#[get("/sante/vivant")]
pub async fn vivant() -> web::Json<Vivant> {
    web::Json(Vivant { statut: "vivant" })
}
