//! `POST /api/sessions/{idSession}/liste-attente`.

use actix_web::{HttpResponse, post, web};
use common::IdSession;
use common::liste_attente::{AddListeAttenteRequest, PlaceAttente};

use crate::db::audit::Auteur;
use crate::error::ApiResult;
use crate::extract::{AdminUser, Id, ValidJson};
use crate::liste_attente;
use crate::state::AppState;

/// Adds a prospect at the end of the waiting list of a full session.
///
/// A prospect is on a list once: a second request returns the place. A conversion, a loss and an anonymisation take the
/// prospect off.
#[utoipa::path(
    tag = "Catalogue",
    operation_id = "addListeAttente",
    request_body = AddListeAttenteRequest,
    params(("idSession" = i64, Path, description = "The session")),
    responses(
        (status = 201, description = "Added", body = PlaceAttente),
        (status = 200, description = "Already on the list", body = PlaceAttente),
    ),
    security(("session" = [])),
)]
#[post("/api/sessions/{idSession}/liste-attente")]
pub async fn add_liste_attente(
    AdminUser(person): AdminUser,
    Id(id): Id<IdSession>,
    ValidJson(request): ValidJson<AddListeAttenteRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let (place, is_new) =
        liste_attente::add(&state, &Auteur::from(&person), id, &request.id_prospect).await?;
    let mut answer = if is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer.json(place))
}
