//! `POST /api/sessions/{idSession}/liste-attente/{idPlace}/proposition`.

use actix_web::{post, web};
use common::liste_attente::{PlaceAttente, ProposePlaceRequest};

use crate::db::audit::Auteur;
use crate::error::ApiResult;
use crate::extract::{AdminUser, IdPair, ValidJson};
use crate::liste_attente;
use crate::state::AppState;

/// Offers a free seat of the session to somebody who waits, or changes the end of a running offer.
///
/// The offer holds the seat. A seat that comes free is offered to the first on the list without this request; when an
/// offer is refused or over, the next one gets it.
#[utoipa::path(
    tag = "Catalogue",
    operation_id = "proposePlace",
    request_body = ProposePlaceRequest,
    params(
        ("idSession" = i64, Path, description = "The session"),
        ("idPlace" = i64, Path, description = "The place on its waiting list"),
    ),
    responses((status = 200, description = "The place with its offer", body = PlaceAttente)),
    security(("session" = [])),
)]
#[post("/api/sessions/{idSession}/liste-attente/{idPlace}/proposition")]
pub async fn propose_place(
    AdminUser(person): AdminUser,
    IdPair(session, place): IdPair<i64>,
    ValidJson(request): ValidJson<ProposePlaceRequest>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<PlaceAttente>> {
    let auteur = Auteur::from(&person);
    liste_attente::propose(&state, &auteur, session.into(), place.into(), &request).await.map(web::Json)
}
