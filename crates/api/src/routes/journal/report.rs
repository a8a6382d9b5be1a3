//! `POST /api/journal-erreurs`.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, post, web};
use common::JournalErreur;
use common::journal::NewJournalErreurRequest;

use crate::error::ApiResult;
use crate::extract::{ReportJson, SignedId, Unusable, WriteJournal};
use crate::journal::{report_error, unread_report};
use crate::secrets::Masked;
use crate::state::AppState;

/// Records an error that n8n's error workflow reports.
///
/// `donneesEntree.idConversion` links the entry to that action. Fields of `donneesEntree` that name a secret
/// (password, token, authorization, cookie, apiKey…) are stored as `***`. Admins are notified of an `ERREUR` or
/// `CRITIQUE` without a linked action. A signed report repeated within ten minutes, with its `webhook-id`, gets its
/// first response and is stored once.
///
/// A report with a valid key is never refused for its form: missing fields get a default text, long texts are
/// truncated, and an unreadable body is stored as text in `donneesEntree`. Unknown query parameters are ignored; the
/// message of the entry names them.
#[utoipa::path(
    tag = "Journal",
    operation_id = "reportJournalErreur",
    request_body = NewJournalErreurRequest,
    responses((status = 201, description = "Written", body = JournalErreur,
        headers(("Location" = String, description = "Where to read the entry")))),
    security(("cleApi" = []), ("signature" = [])),
)]
#[post("/api/journal-erreurs")]
pub async fn report_journal_erreur(
    ReportJson { body, parameters, .. }: ReportJson<WriteJournal, NewJournalErreurRequest>,
    SignedId(message): SignedId,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let unread = |unusable: Unusable| unread_report(&unusable.error, &unusable.text).masked(&state.mask);
    let request = body.unwrap_or_else(unread);
    let ignored = parameters.map(|unknown| state.mask.text(&unknown.error.reason()));
    let entry = report_error(&state, request, ignored.as_deref(), message.as_deref()).await?;
    let location = format!("/api/journal-erreurs/{}", entry.id);
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(entry))
}
