//! `DELETE /api/sessions/{idSession}/liste-attente/{idPlace}`.

use actix_web::{HttpResponse, delete, web};

use crate::db::audit::Auteur;
use crate::error::ApiResult;
use crate::extract::{AdminUser, IdPair};
use crate::liste_attente;
use crate::state::AppState;

/// Takes a prospect off the waiting list of a session.
///
/// If a seat was offered, it is offered to the next one. Idempotent.
#[utoipa::path(
    tag = "Catalogue",
    operation_id = "removeListeAttente",
    params(
        ("idSession" = i64, Path, description = "The session"),
        ("idPlace" = i64, Path, description = "The place on its waiting list"),
    ),
    responses((status = 204, description = "Taken off")),
    security(("session" = [])),
)]
#[delete("/api/sessions/{idSession}/liste-attente/{idPlace}")]
pub async fn remove_liste_attente(
    AdminUser(person): AdminUser,
    IdPair(session, place): IdPair<i64>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    liste_attente::remove(&state, &Auteur::from(&person), session.into(), place.into()).await?;
    Ok(HttpResponse::NoContent().finish())
}
