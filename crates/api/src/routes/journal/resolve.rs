//! `PATCH /api/journal-erreurs/{idJournal}`.

use actix_web::{patch, web};
use common::JournalErreur;
use common::journal::ResolveJournalErreurRequest;

use super::get::entry;
use crate::db;
use crate::db::journal_erreurs::Resolution;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, ValidJson};
use crate::state::AppState;

/// Resolves an entry in the caller's name, or reopens it.
///
/// An entry already in that state does not change: it keeps who resolved it first, and when.
#[utoipa::path(
    tag = "Journal",
    operation_id = "resolveJournalErreur",
    params(("idJournal" = i64, Path, description = "The entry")),
    request_body = ResolveJournalErreurRequest,
    responses(
        (status = 200, description = "The entry", body = JournalErreur),
    ),
    security(("session" = [])),
)]
#[patch("/api/journal-erreurs/{idJournal}")]
pub async fn resolve_journal_erreur(
    AdminUser(person): AdminUser,
    Id(id): Id<i64>,
    ValidJson(request): ValidJson<ResolveJournalErreurRequest>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<JournalErreur>> {
    let par = person.nom_complet();
    let resolution = request.resolu.then(|| Resolution { par: &par, date: state.clock.now() });
    let mut conn = state.pool.get().await?;
    db::journal_erreurs::update_resolution(&mut conn, &[id], resolution).await?;
    Ok(web::Json(entry(&mut conn, id).await?))
}
