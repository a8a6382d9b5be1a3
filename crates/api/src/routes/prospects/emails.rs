//! `GET /api/prospects/{idProspect}/emails`.

use actix_web::{get, web};
use common::prospect::Email;
use common::{IdProspect, Liste, OperationAudit, Pagination};

use crate::db;
use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminUser, Id, Page, ValidQuery};
use crate::rgpd::note_reading;
use crate::state::AppState;

/// Lists the emails exchanged with a prospect, newest first.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "listEmails",
    params(
        ("idProspect" = IdProspect, Path, description = "The prospect"),
        Page,
    ),
    responses(
        (status = 200, description = "A page of emails", body = Liste<Email>),
    ),
    security(("session" = [])),
)]
#[get("/api/prospects/{idProspect}/emails")]
pub async fn list_emails(
    AdminUser(person): AdminUser,
    Id(id): Id<IdProspect>,
    ValidQuery(page): ValidQuery<Page>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Liste<Email>>> {
    let mut conn = state.pool.get().await?;
    let (data, total) = futures_util::try_join!(
        db::emails::list(&conn, &id, page.offset(), page.limit),
        db::emails::count(&conn, &id),
    )?;
    if total == 0 && !db::prospects::exists(&mut conn, &id).await? {
        return Err(ApiError::not_found("Ce prospect"));
    }
    note_reading(&state, &conn, &(&person).into(), &id, OperationAudit::LectureEmails).await;
    Ok(web::Json(Liste { data, pagination: Pagination::numbered(page.page, page.limit, total) }))
}
