//! `/api/prospects/{idProspect}/notes` and `/api/notes/{idNote}`.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use common::note::{Note, NoteRequest};
use common::{IdNote, IdProspect, Liste, OperationAudit, Pagination};

use crate::error::{ApiError, ApiResult};
use crate::extract::{AdminUser, Id, Page, ValidJson, ValidQuery};
use crate::rgpd::note_reading;
use crate::state::AppState;
use crate::{db, notes};

/// Lists the notes on a prospect's record, newest first.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "listNotes",
    params(
        ("idProspect" = IdProspect, Path, description = "The prospect"),
        Page,
    ),
    responses((status = 200, description = "A page of notes", body = Liste<Note>)),
    security(("session" = [])),
)]
#[get("/api/prospects/{idProspect}/notes")]
pub async fn list_notes(
    AdminUser(person): AdminUser,
    Id(id): Id<IdProspect>,
    ValidQuery(page): ValidQuery<Page>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Liste<Note>>> {
    let mut conn = state.pool.get().await?;
    let (data, total) = futures_util::try_join!(
        db::notes::list(&conn, &id, page.offset(), page.limit),
        db::notes::count(&conn, &id),
    )?;
    if total == 0 && !db::prospects::exists(&mut conn, &id).await? {
        return Err(ApiError::not_found("Ce prospect"));
    }
    note_reading(&state, &conn, &(&person).into(), &id, OperationAudit::Lecture).await;
    Ok(web::Json(Liste { data, pagination: Pagination::numbered(page.page, page.limit, total) }))
}

/// Writes a note on a prospect's record.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "createNote",
    request_body = NoteRequest,
    params(("idProspect" = IdProspect, Path, description = "The prospect")),
    responses((status = 201, description = "The note", body = Note)),
    security(("session" = [])),
)]
#[post("/api/prospects/{idProspect}/notes")]
pub async fn write_note(
    AdminUser(person): AdminUser,
    Id(id): Id<IdProspect>,
    ValidJson(request): ValidJson<NoteRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let note = notes::write_note(&state, &person, &id, &request.texte).await?;
    Ok(HttpResponse::Created().json(note))
}

/// Replaces the text of a note, which the caller wrote.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "changeNote",
    request_body = NoteRequest,
    params(("idNote" = i64, Path, description = "The note")),
    responses((status = 200, description = "The note as it is now", body = Note)),
    security(("session" = [])),
)]
#[patch("/api/notes/{idNote}")]
pub async fn change_note(
    AdminUser(person): AdminUser,
    Id(id): Id<IdNote>,
    ValidJson(request): ValidJson<NoteRequest>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Note>> {
    notes::change_note(&state, &person, id, &request.texte).await.map(web::Json)
}

/// Deletes a note, which the caller wrote.
#[utoipa::path(
    tag = "Prospects",
    operation_id = "deleteNote",
    params(("idNote" = i64, Path, description = "The note")),
    responses((status = 204, description = "Deleted")),
    security(("session" = [])),
)]
#[delete("/api/notes/{idNote}")]
pub async fn delete_note(
    AdminUser(person): AdminUser,
    Id(id): Id<IdNote>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    notes::delete_note(&state, &person, id).await?;
    Ok(HttpResponse::NoContent().finish())
}
