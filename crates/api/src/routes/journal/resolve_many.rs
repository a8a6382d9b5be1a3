//! `POST /api/journal-erreurs/resolution`.

use actix_web::{post, web};
use common::journal::{ResolveJournalErreursRequest, ResolveJournalErreursResponse};

use crate::db;
use crate::db::journal_erreurs::Resolution;
use crate::error::ApiResult;
use crate::extract::{AdminUser, ValidJson};
use crate::state::AppState;

/// Resolves several entries in the caller's name, or reopens them.
///
/// Entries already in that state do not change; unknown ones are skipped.
#[utoipa::path(
    tag = "Journal",
    operation_id = "resolveJournalErreurs",
    request_body = ResolveJournalErreursRequest,
    responses((status = 200, description = "How many changed", body = ResolveJournalErreursResponse)),
    security(("session" = [])),
)]
#[post("/api/journal-erreurs/resolution")]
pub async fn resolve_journal_erreurs(
    AdminUser(person): AdminUser,
    ValidJson(request): ValidJson<ResolveJournalErreursRequest>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<ResolveJournalErreursResponse>> {
    let par = person.nom_complet();
    let resolution = request.resolu.then(|| Resolution { par: &par, date: state.clock.now() });
    let mut conn = state.pool.get().await?;
    let changed = db::journal_erreurs::update_resolution(&mut conn, &request.ids, resolution).await?;
    // At most 500, because the request is bounded.
    let modifiees = i64::try_from(changed).unwrap_or(i64::MAX);
    Ok(web::Json(ResolveJournalErreursResponse { modifiees }))
}
