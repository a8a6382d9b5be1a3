//! `GET /api/prospects/{idProspect}/audit`.

use actix_web::{get, web};
use common::{EntreeAudit, IdProspect, Liste, OperationAudit, Pagination};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminUser, Id, Page, ValidQuery, non_empty};
use crate::state::AppState;

/// Query parameters of the trace of a record.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Keeps these operations, such as the changes without the readings.
    #[serde(default, deserialize_with = "non_empty")]
    #[param(value_type = Option<Vec<OperationAudit>>)]
    operation: Vec<OperationAudit>,
}

/// Lists the reads and changes of a prospect's record, newest first.
///
/// Reading a record or its emails is recorded once per hour and person; an exported list is recorded each time.
#[utoipa::path(
    tag = "RGPD",
    operation_id = "listAudit",
    params(
        ("idProspect" = IdProspect, Path, description = "The prospect"),
        AuditQuery,
        Page,
    ),
    responses(
        (status = 200, description = "A page of the trace", body = Liste<EntreeAudit>),
    ),
    security(("session" = [])),
)]
#[get("/api/prospects/{idProspect}/audit")]
pub async fn list_audit(
    _: AdminUser,
    Id(id): Id<IdProspect>,
    ValidQuery(query): ValidQuery<AuditQuery>,
    ValidQuery(page): ValidQuery<Page>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Liste<EntreeAudit>>> {
    let mut conn = state.pool.get().await?;
    let (data, total) = futures_util::try_join!(
        db::audit::list(&conn, &id, &query.operation, page.offset(), page.limit),
        db::audit::count(&conn, &id, &query.operation),
    )?;
    if total == 0 && !db::prospects::exists(&mut conn, &id).await? {
        return Err(ApiError::not_found("Ce prospect"));
    }
    Ok(web::Json(Liste { data, pagination: Pagination::numbered(page.page, page.limit, total) }))
}
