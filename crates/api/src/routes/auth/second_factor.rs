//! `/api/auth/second-facteur` and `POST /api/auth/verification`.

use actix_web::{HttpResponse, delete, get, post, web};
use common::second_facteur::{CodeRequest, CodesSecours, Enrolement, SecondFacteur};

use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{OwnAccount, SessionHash, ValidJson, VerifiedAdmin};
use crate::state::AppState;
use crate::utilisateurs;

/// Returns the state of the caller's second factor.
#[utoipa::path(
    tag = "Authentification",
    operation_id = "getSecondFacteur",
    responses((status = 200, description = "The second factor", body = SecondFacteur)),
    security(("session" = [])),
)]
#[get("/api/auth/second-facteur")]
pub async fn get_second_facteur(
    OwnAccount(person): OwnAccount,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<SecondFacteur>> {
    Ok(web::Json(utilisateurs::get_second_factor(&state, &person).await?))
}

/// Starts the enrolment of a second factor: codes of an application (TOTP, RFC 6238).
///
/// Logins do not ask for it until `activateSecondFacteur`. The secret is returned only once.
#[utoipa::path(
    tag = "Authentification",
    operation_id = "enrolSecondFacteur",
    responses((status = 200, description = "The secret to share with the application", body = Enrolement)),
    security(("session" = [])),
)]
#[post("/api/auth/second-facteur")]
pub async fn enrol_second_facteur(
    OwnAccount(person): OwnAccount,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<Enrolement>> {
    Ok(web::Json(utilisateurs::enrol_second_factor(&state, &person).await?))
}

/// Activates the second factor with a first code of the application.
///
/// The ten recovery codes are returned only once; each replaces a code of the application once.
#[utoipa::path(
    tag = "Authentification",
    operation_id = "activateSecondFacteur",
    request_body = CodeRequest,
    responses((status = 200, description = "Active; the recovery codes", body = CodesSecours)),
    security(("session" = [])),
)]
#[post("/api/auth/second-facteur/activation")]
pub async fn activate_second_facteur(
    OwnAccount(person): OwnAccount,
    session: SessionHash,
    client: Client,
    ValidJson(body): ValidJson<CodeRequest>,
    state: web::Data<AppState>,
) -> ApiResult<web::Json<CodesSecours>> {
    let codes =
        utilisateurs::activate_second_factor(&state, &person, &client, &session.0, &body.code).await?;
    Ok(web::Json(codes))
}

/// Removes the caller's second factor; requires a code.
#[utoipa::path(
    tag = "Authentification",
    operation_id = "removeSecondFacteur",
    request_body = CodeRequest,
    responses((status = 204, description = "Removed")),
    security(("session" = [])),
)]
#[delete("/api/auth/second-facteur")]
pub async fn remove_second_facteur(
    OwnAccount(person): OwnAccount,
    client: Client,
    ValidJson(body): ValidJson<CodeRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    utilisateurs::remove_second_factor(&state, &person, &client, &body.code).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Verifies the second factor again: for ten minutes, this session may call the operations that otherwise answer
/// `VERIFICATION_REQUISE`.
#[utoipa::path(
    tag = "Authentification",
    operation_id = "verifySecondFacteur",
    request_body = CodeRequest,
    responses((status = 204, description = "Verified")),
    security(("session" = [])),
)]
#[post("/api/auth/verification")]
pub async fn verify_second_facteur(
    OwnAccount(person): OwnAccount,
    session: SessionHash,
    client: Client,
    ValidJson(body): ValidJson<CodeRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    utilisateurs::verify_second_factor(&state, &person, &client, &session.0, &body.code).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Tells if operations that require a recent second factor are allowed now. Call it before starting a download by a
/// link.
#[utoipa::path(
    tag = "Authentification",
    operation_id = "checkVerification",
    responses((status = 204, description = "It may be done")),
    security(("session" = [])),
)]
#[get("/api/auth/verification")]
pub async fn check_verification(_: VerifiedAdmin) -> HttpResponse {
    HttpResponse::NoContent().finish()
}
