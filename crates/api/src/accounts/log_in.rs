//! Opening a session.

use std::net::IpAddr;

use common::auth::{LoginRequest, Utilisateur};
use diesel_async::AsyncConnection as _;

use crate::contact;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::extract::{new_token, token_hash};
use crate::state::AppState;
use crate::throttle::Attempt;
use crate::{db, passwords};

/// Opens a session and returns its token; `former`, the session of the same browser, ends.
///
/// # Errors
/// 429 above a limit of failures; 401, always the same, for whatever is wrong with the email, the password or the account.
pub async fn log_in(
    state: &AppState,
    request: LoginRequest,
    address: IpAddr,
    former: Option<Vec<u8>>,
) -> ApiResult<(Utilisateur, String)> {
    let refused = || ApiError::new(ErrorCode::NonAuthentifie, "E-mail ou mot de passe incorrect.");
    let email = contact::email::login(&request.email);
    let attempt = Attempt::begin(state, &email, address).await?;
    let found = db::utilisateurs::find_login(&mut *state.pool.get().await?, &email).await?;
    let (person, stored) = found.unzip();
    // No connection is held meanwhile: this takes long on purpose.
    let known = passwords::verify(request.mot_de_passe.into(), stored.clone()).await;
    let known = known.map_err(ApiError::internal)?;
    let (person, stored) = person.zip(stored).filter(|_| known).ok_or_else(refused)?;
    let (token, now) = (new_token(), state.clock.now());
    let mut conn = state.pool.get().await?;
    conn.transaction::<_, ApiError, _>(async |conn| {
        // Deactivated, or given another password, since it was looked up.
        if !db::utilisateurs::hold_login(conn, person.id_utilisateur, &stored).await? {
            return Err(refused());
        }
        attempt.succeeded(conn).await?;
        if let Some(former) = &former {
            db::auth_sessions::delete(conn, former).await?;
        }
        db::auth_sessions::insert(conn, &token_hash(&token), person.id_utilisateur, now).await?;
        Ok(())
    })
    .await?;
    Ok((person, token))
}
