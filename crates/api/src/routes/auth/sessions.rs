//! `GET /api/auth/sessions` and `DELETE /api/auth/sessions/{idConnexion}`.

use actix_web::{HttpResponse, delete, get, web};
use common::liste::Donnees;
use common::securite::Connexion;

use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{Id, OwnAccount};
use crate::state::AppState;
use crate::utilisateurs;

/// Lists the caller's live sessions, the most recently active first.
#[utoipa::path(
    tag = "Authentification",
    operation_id = "listSessionsConnexion",
    responses((status = 200, description = "The logins", body = Donnees<Connexion>)),
    security(("session" = [])),
)]
#[get("/api/auth/sessions")]
pub async fn list_sessions_connexion(
    OwnAccount(person): OwnAccount,
    client: Client,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Donnees<Connexion>>> {
    Ok(web::Json(Donnees { data: utilisateurs::list_sessions(&state, &person, &client).await? }))
}

/// Ends one of the caller's sessions, and its live streams.
#[utoipa::path(
    tag = "Authentification",
    operation_id = "endSessionConnexion",
    params(("idConnexion" = String, Path, description = "The login, as the list names it")),
    responses((status = 204, description = "Ended")),
    security(("session" = [])),
)]
#[delete("/api/auth/sessions/{idConnexion}")]
pub async fn end_session_connexion(
    OwnAccount(person): OwnAccount,
    client: Client,
    Id(id): Id<String>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    utilisateurs::end_session(&state, &person, &id, &client).await?;
    Ok(HttpResponse::NoContent().finish())
}
