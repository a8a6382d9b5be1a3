//! `PUT /api/formations/{code}/documents-requis`.

use actix_web::{HttpResponse, put, web};
use common::catalogue::DocumentRequis;
use common::catalogue_requests::ReplaceDocumentsRequisRequest;
use common::liste::Donnees;

use super::documents::documents;
use crate::catalogue::{self, Editor};
use crate::db::catalogue::FormationCode;
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, IfMatch, ValidJson};
use crate::state::AppState;

/// Replaces the documents that candidates of a formation must provide.
#[utoipa::path(
    tag = "Catalogue",
    operation_id = "replaceDocumentsRequis",
    request_body = ReplaceDocumentsRequisRequest,
    params(
        ("code" = String, Path, description = "Code of the formation", example = "CAP_BJ", pattern = "^[A-Z0-9_]{1,40}$"),
        ("If-Match" = String, Header, description = "The `ETag` of the formation or of its documents that was read, or `*` for any version"),
    ),
    responses(
        (status = 200, description = "Documents, in the order to show", body = Donnees<DocumentRequis>,
            headers(("etag" = String, description = "Version of the formation and of its documents"))),
    ),
    security(("session" = [])),
)]
#[put("/api/formations/{code}/documents-requis")]
pub async fn replace_documents_requis(
    AdminUser(admin): AdminUser,
    client: Client,
    Id(FormationCode(code)): Id<FormationCode>,
    if_match: IfMatch,
    ValidJson(request): ValidJson<ReplaceDocumentsRequisRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let versions = if_match.required()?;
    let may_change = |version| versions.allow_version(version);
    catalogue::replace_documents(&state, &Editor { admin, client }, &code, may_change, &request).await?;
    let mut conn = state.pool.get().await?;
    documents(&mut conn, &code).await
}
