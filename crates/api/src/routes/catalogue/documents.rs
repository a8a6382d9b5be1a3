//! `GET /api/formations/{code}/documents-requis`.

use actix_web::{HttpResponse, get, web};
use common::catalogue::DocumentRequis;
use common::liste::Donnees;
use diesel_async::AsyncPgConnection;

use super::formation::found;
use crate::db;
use crate::db::catalogue::FormationCode;
use crate::error::ApiResult;
use crate::extract::{AdminOrKey, Id, ReadCatalogue, etag};
use crate::state::AppState;

/// Lists the documents that candidates of a formation must provide.
#[utoipa::path(
    tag = "Catalogue",
    operation_id = "listDocumentsRequis",
    params(("code" = String, Path, description = "Code of the formation", example = "CAP_BJ", pattern = "^[A-Z0-9_]{1,40}$")),
    responses(
        (status = 200, description = "Documents, in the order to show", body = Donnees<DocumentRequis>,
            headers(("etag" = String, description = "Version of the formation and of its documents, for `If-Match`"))),
    ),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/formations/{code}/documents-requis")]
pub async fn list_documents_requis(
    _: AdminOrKey<ReadCatalogue>,
    Id(FormationCode(code)): Id<FormationCode>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let mut conn = state.pool.get().await?;
    documents(&mut conn, &code).await
}

/// Answers with the documents of a formation and their version. The version is read first: when somebody changes the
/// documents in between, it is the former one, which no change accepts.
pub(super) async fn documents(conn: &mut AsyncPgConnection, code: &str) -> ApiResult<HttpResponse> {
    let (_, version) = found(conn, code).await?;
    let data = db::catalogue::list_documents(conn, code).await?;
    Ok(HttpResponse::Ok().insert_header(etag(version)).json(Donnees { data }))
}
