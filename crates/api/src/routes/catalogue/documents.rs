//! `GET /api/formations/{code}/documents-requis`.

use actix_web::{get, web};
use common::catalogue::DocumentRequis;
use common::liste::Donnees;

use crate::db;
use crate::db::catalogue::FormationCode;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminOrKey, Id, ReadCatalogue};
use crate::state::AppState;

/// Lists the documents that candidates of a formation must provide.
#[utoipa::path(
    tag = "Catalogue",
    operation_id = "listDocumentsRequis",
    params(("code" = String, Path, description = "Code of the formation", example = "CAP_BJ", pattern = "^[A-Z0-9_]{1,40}$")),
    responses(
        (status = 200, description = "Documents, in the order to show", body = Donnees<DocumentRequis>),
    ),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/formations/{code}/documents-requis")]
pub async fn list_documents_requis(
    _: AdminOrKey<ReadCatalogue>,
    Id(FormationCode(code)): Id<FormationCode>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Donnees<DocumentRequis>>> {
    let mut conn = state.pool.get().await?;
    let data = db::catalogue::list_documents(&mut conn, &code).await?;
    if data.is_empty() && db::catalogue::find_formation(&mut conn, &code).await?.is_none() {
        return Err(ApiError::not_found("Cette formation"));
    }
    Ok(web::Json(Donnees { data }))
}
