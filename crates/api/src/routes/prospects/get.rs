//! `GET /api/prospects/{idProspect}`.

use actix_web::http::header::{ETag, EntityTag};
use actix_web::{HttpResponse, get, web};
use common::prospect::Prospect;
use common::{IdProspect, OperationAudit};
use diesel_async::AsyncPgConnection;

use crate::actions::actions_possibles;
use crate::db;
use crate::db::audit::Auteur;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminOrKey, Id, ReadProspects};
use crate::rgpd::{self, note_reading};
use crate::state::AppState;

/// Returns one prospect with all its fields.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "getProspect",
    params(("idProspect" = IdProspect, Path, description = "The prospect")),
    responses(
        (status = 200, description = "The prospect", body = Prospect,
            headers(("etag" = String, description = "Version of the record, for `If-Match`; a change of `statutProspect` by an action is one too"))),
    ),
    security(("session" = []), ("cleApi" = [])),
)]
#[get("/api/prospects/{idProspect}")]
pub async fn get_prospect(
    AdminOrKey { caller, .. }: AdminOrKey<ReadProspects>,
    Id(id): Id<IdProspect>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let mut conn = state.pool.get().await?;
    let (prospect, version) =
        whole(&mut conn, &state, &id).await?.ok_or_else(|| ApiError::not_found("Ce prospect"))?;
    note_reading(&state, &mut conn, &Auteur::from(&caller), &id, OperationAudit::Lecture).await;
    Ok(HttpResponse::Ok().insert_header(etag(version)).json(prospect))
}

/// Loads a prospect with everything that its panel shows, and the version of its record.
pub(super) async fn whole(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    id: &IdProspect,
) -> ApiResult<Option<(Prospect, i32)>> {
    let shared = &*conn;
    let (row, candidat, open_breakers) = futures_util::try_join!(
        db::prospects::find(shared, id),
        db::candidats::find_by_prospect(shared, id),
        db::disjoncteurs::list_open(shared)
    )?;
    let Some(row) = row else { return Ok(None) };
    let running = db::actions::list_running(conn, &[id.as_str()]).await?;
    let (emails, telephones) = row.coordinates();
    let sharing = db::prospects::list_sharing(conn, id, &emails, &telephones).await?;
    let version = row.version;
    let mut prospect = row.prospect(candidat.map(Into::into), running, sharing);
    let opposition = rgpd::contact_refusal(conn, state, &prospect.emails, &prospect.telephones).await?;
    prospect.actions_possibles =
        actions_possibles(&prospect, &open_breakers, opposition.as_ref(), state.clock.now());
    Ok(Some((prospect, version)))
}

/// Builds the `ETag` of a record's version, which `If-Match` repeats.
pub(super) fn etag(version: i32) -> ETag {
    ETag(EntityTag::new_strong(format!("v{version}")))
}
