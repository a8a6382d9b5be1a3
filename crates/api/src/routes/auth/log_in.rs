//! `POST /api/auth/login`.

use actix_web::http::header::SET_COOKIE;
use actix_web::{HttpRequest, HttpResponse, post, web};
use common::auth::{AuthResponse, LoginRequest};

use super::{cookie, device_cookie};
use crate::db::journal_securite::Client;
use crate::error::ApiResult;
use crate::extract::{ValidJson, allow_login_origin, session_cookie, visitor};
use crate::metrics;
use crate::state::AppState;
use crate::tokens::token_hash;
use crate::utilisateurs::{LoggedIn, log_in};

/// Opens a session.
///
/// Sets the session cookie and ends an earlier session of this browser. The response does not tell if the email or
/// the password is wrong. Within 15 minutes, an account is limited to 5 failures per address (10 and 15 for the
/// networks around it) and 50 overall, and an address to 50 failures. A browser that logged in before is recognised
/// by a second cookie and is limited by its own failures only.
#[utoipa::path(
    tag = "Authentification",
    operation_id = "login",
    request_body = LoginRequest,
    responses(
        (status = 200, description = "Logged in", body = AuthResponse,
            headers(("set-cookie" = String, description = "The session cookie, and the one by which the browser is known again"))),
    ),
)]
#[post("/api/auth/login")]
pub async fn login(
    request: HttpRequest,
    client: Client,
    ValidJson(body): ValidJson<LoginRequest>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let http = &state.config.http;
    allow_login_origin(&request, http)?;
    let former = request.cookie(session_cookie(http)).map(|cookie| token_hash(cookie.value()));
    let opened = log_in(&state, body, &client, visitor(&request, http), former).await;
    metrics::login_tried(&opened);
    let LoggedIn { person: utilisateur, session, device } = opened?;
    Ok(HttpResponse::Ok()
        .append_header((SET_COOKIE, cookie(http, session).to_string()))
        .append_header((SET_COOKIE, device_cookie(http, device).to_string()))
        .json(AuthResponse { utilisateur, delai_annulation_s: state.config.actions.page_grace }))
}
