//! `POST /api/sessions/{idSession}/liste-attente/{idPlace}/reponse`.

use actix_web::{post, web};
use common::liste_attente::{AnswerPropositionRequest, PlaceAttente};

use crate::error::ApiResult;
use crate::extract::{AdminUser, IdPair, ValidJson};
use crate::liste_attente;
use crate::state::AppState;

/// Records the answer to an offer.
///
/// An accepted offer starts the conversion into the session (`idConversion`), which takes over the held seat. If that
/// conversion fails, the offer is open again. A refused seat is offered to the next one. Idempotent.
#[utoipa::path(
    tag = "Catalogue",
    operation_id = "answerProposition",
    request_body = AnswerPropositionRequest,
    params(
        ("idSession" = i64, Path, description = "The session"),
        ("idPlace" = i64, Path, description = "The place on its waiting list"),
    ),
    responses((status = 200, description = "The place after the answer", body = PlaceAttente)),
    security(("session" = [])),
)]
#[post("/api/sessions/{idSession}/liste-attente/{idPlace}/reponse")]
pub async fn answer_proposition(
    AdminUser(person): AdminUser,
    IdPair(session, place): IdPair<i64>,
    ValidJson(request): ValidJson<AnswerPropositionRequest>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<PlaceAttente>> {
    liste_attente::answer(&state, &person, session.into(), place.into(), request.accepte).await.map(web::Json)
}
