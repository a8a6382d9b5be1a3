//! Opening a session.

use chrono::{DateTime, Utc};
use common::EvenementSecurite;
use common::auth::{LoginRequest, Utilisateur};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::browser::browser;
use crate::db::auth_sessions::{NewSession, id_of};
use crate::db::journal_securite::{Client, NewEntree};
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
    client: &Client,
    former: Option<Vec<u8>>,
) -> ApiResult<(Utilisateur, String)> {
    let refused = || ApiError::new(ErrorCode::NonAuthentifie, "E-mail ou mot de passe incorrect.");
    let email = request.email.trim().to_lowercase();
    let attempt = Attempt::begin(state, &email, client.adresse).await?;
    let found = db::utilisateurs::find_login(&mut *state.pool.get().await?, &email).await?;
    let (person, stored) = found.unzip();
    // No connection is held meanwhile: this takes long on purpose.
    let known = passwords::verify(request.mot_de_passe.into(), stored.clone()).await;
    let known = known.map_err(ApiError::internal)?;
    let now = state.clock.now();
    let mut conn = state.pool.get().await?;
    let Some((person, stored)) = person.clone().zip(stored).filter(|_| known) else {
        note_refusal(&mut conn, person.as_ref(), client, now).await?;
        return Err(refused());
    };
    let token = new_token();
    conn.transaction::<_, ApiError, _>(async |conn| {
        // Deactivated, or given another password, since it was looked up.
        if !db::utilisateurs::hold_login(conn, person.id_utilisateur, &stored).await? {
            return Err(refused());
        }
        attempt.succeeded(conn).await?;
        if let Some(former) = &former {
            db::auth_sessions::delete(conn, former).await?;
        }
        Ok(open(conn, person.id_utilisateur, &token, client, now).await?)
    })
    .await?;
    Ok((person, token))
}

/// Opens the session of this token and records the login.
async fn open(
    conn: &mut AsyncPgConnection,
    id_utilisateur: i64,
    token: &str,
    client: &Client,
    now: DateTime<Utc>,
) -> diesel::QueryResult<()> {
    let hash = token_hash(token);
    let client = Client { session: Some(id_of(&hash)), ..client.clone() };
    let known = db::journal_securite::list_agents(conn, id_utilisateur).await?;
    let device = browser(&client.agent);
    // Nothing is new to a person who logs in for the first time.
    let nouvel_appareil = !known.is_empty() && known.iter().all(|agent| browser(agent) != device);
    let session = NewSession { hash: &hash, id_utilisateur, client: &client, nouvel_appareil };
    db::auth_sessions::insert(conn, &session, now).await?;
    let entry = NewEntree::new(EvenementSecurite::Connexion, now).from(&client);
    let detail = if nouvel_appareil { "NOUVEL_APPAREIL" } else { "" };
    entry.by(id_utilisateur).about(id_utilisateur).detail(detail).insert(conn).await
}

/// Records a refused login; an account that does not exist is not named, for people mistype passwords there.
async fn note_refusal(
    conn: &mut AsyncPgConnection,
    person: Option<&Utilisateur>,
    client: &Client,
    now: DateTime<Utc>,
) -> diesel::QueryResult<()> {
    let entry = NewEntree::new(EvenementSecurite::ConnexionRefusee, now).from(client);
    match person {
        Some(person) => entry.about(person.id_utilisateur),
        None => entry.detail("COMPTE_INCONNU"),
    }
    .insert(conn)
    .await
}
