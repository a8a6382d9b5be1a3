//! Opening a session.

use common::auth::{LoginRequest, Utilisateur};
use diesel_async::AsyncConnection as _;

use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::extract::{new_token, token_hash};
use crate::passwords::Verdict;
use crate::state::AppState;
use crate::throttle::{Attempt, Visitor};
use crate::{db, passwords};

/// A session that was opened.
pub struct LoggedIn {
    /// The person.
    pub person: Utilisateur,
    /// The token of the session.
    pub session: String,
    /// The token by which the browser is known again.
    pub device: String,
}

/// Opens a session; `former`, the session of the same browser, ends.
///
/// # Errors
/// 429 above a limit of failures; 401, always the same, for whatever is wrong with the email, the password or the account.
pub async fn log_in(
    state: &AppState,
    request: LoginRequest,
    visitor: Visitor,
    former: Option<Vec<u8>>,
) -> ApiResult<LoggedIn> {
    let refused = || ApiError::new(ErrorCode::NonAuthentifie, "E-mail ou mot de passe incorrect.");
    let email = request.email.trim().to_lowercase();
    let attempt = Attempt::begin(state, &email, visitor).await?;
    let found = db::utilisateurs::find_login(&mut *state.pool.get().await?, &email).await?;
    let (person, stored) = found.unzip();
    // No connection is held meanwhile: this takes long on purpose.
    let verdict = passwords::verify(request.mot_de_passe.into(), stored.clone()).await;
    let verdict = verdict.map_err(ApiError::internal)?;
    let known = person.zip(stored).filter(|_| verdict != Verdict::Wrong);
    let (person, stored) = known.ok_or_else(refused)?;
    let (session, now) = (new_token(), state.clock.now());
    let mut conn = state.pool.get().await?;
    let opened = conn.transaction::<_, ApiError, _>(async |conn| {
        // Deactivated, or given another password, since it was looked up.
        let held = match &verdict {
            Verdict::Renewed(hash) => {
                db::utilisateurs::replace_password(conn, person.id_utilisateur, &stored, hash).await?
            }
            _ => db::utilisateurs::hold_login(conn, person.id_utilisateur, &stored).await?,
        };
        if !held {
            return Err(refused());
        }
        attempt.succeeded(conn).await?;
        if let Some(former) = &former {
            db::auth_sessions::delete(conn, former).await?;
        }
        db::auth_sessions::insert(conn, &token_hash(&session), person.id_utilisateur, now).await?;
        Ok(attempt.remember_device(conn, person.id_utilisateur, now).await?)
    });
    let device = opened.await?;
    Ok(LoggedIn { person, session, device })
}
