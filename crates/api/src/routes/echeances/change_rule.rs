//! `PATCH /api/regles-financement/{codeRegle}`.

use actix_web::{HttpResponse, patch, web};
use common::echeance::{ChangeRegleFinancementRequest, RegleFinancement};

use super::rule::found;
use crate::catalogue::{self, Editor};
use crate::db::catalogue::FormationCode;
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, IfMatch, ValidJson};
use crate::state::AppState;

/// Changes a rule of a funder: an absent field stays.
///
/// `active: false` stops its application. `marge` makes the school act some working days earlier.
#[utoipa::path(
    tag = "Echeances",
    operation_id = "changeRegleFinancement",
    request_body = ChangeRegleFinancementRequest,
    params(
        ("codeRegle" = String, Path, description = "Code of the rule", pattern = "^[A-Z0-9_]{1,40}$"),
        ("If-Match" = String, Header, description = "The `ETag` of the rule that was read, or `*` for any version"),
    ),
    responses(
        (status = 200, description = "The rule as it is now", body = RegleFinancement,
            headers(("etag" = String, description = "Version of the rule"))),
    ),
    security(("session" = [])),
)]
#[patch("/api/regles-financement/{codeRegle}")]
pub async fn change_regle_financement(
    AdminUser(admin): AdminUser,
    client: Client,
    Id(FormationCode(code)): Id<FormationCode>,
    if_match: IfMatch,
    ValidJson(request): ValidJson<ChangeRegleFinancementRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let versions = if_match.required()?;
    let may_change = |version| versions.allow_version(version);
    catalogue::update_funding_rule(&state, &Editor { admin, client }, &code, may_change, &request).await?;
    found(&mut *state.pool.get().await?, &code).await
}
