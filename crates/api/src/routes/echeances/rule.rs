//! `GET /api/regles-financement/{codeRegle}`.

use actix_web::{HttpResponse, get, web};
use common::echeance::RegleFinancement;
use diesel_async::AsyncPgConnection;

use crate::db;
use crate::db::catalogue::FormationCode;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminOrKey, Id, ReadCatalogue, etag};
use crate::state::AppState;

/// Returns a rule of a funder.
#[utoipa::path(
    tag = "Echeances",
    operation_id = "getRegleFinancement",
    params(("codeRegle" = String, Path, description = "Code of the rule", pattern = "^[A-Z0-9_]{1,40}$")),
    responses(
        (status = 200, description = "The rule", body = RegleFinancement,
            headers(("etag" = String, description = "Version of the rule, for `If-Match`"))),
    ),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/regles-financement/{codeRegle}")]
pub async fn get_regle_financement(
    _: AdminOrKey<ReadCatalogue>,
    Id(FormationCode(code)): Id<FormationCode>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    found(&mut *state.pool.get().await?, &code).await
}

/// Answers with a rule and its version, or returns a 404.
pub(super) async fn found(conn: &mut AsyncPgConnection, code: &str) -> ApiResult<HttpResponse> {
    let rule = db::regles_financement::find(conn, code).await?;
    let rule = rule.ok_or_else(|| ApiError::not_found("Cette règle"))?;
    Ok(HttpResponse::Ok().insert_header(etag(rule.version)).json(rule))
}
