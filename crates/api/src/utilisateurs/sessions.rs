//! Lists and ends the sessions of an account.

use common::EvenementSecurite;
use common::auth::Utilisateur;
use common::securite::Connexion;
use diesel_async::AsyncConnection as _;

use super::browser::browser;
use crate::db;
use crate::db::auth_sessions::{SessionRow, id_of};
use crate::db::journal_securite::{Client, NewEntree};
use crate::error::{ApiError, ApiResult};
use crate::notifications::logins_changed;
use crate::state::AppState;

/// Lists the live sessions of an account, the most recently active first.
pub async fn list_sessions(
    state: &AppState,
    person: &Utilisateur,
    client: &Client,
) -> ApiResult<Vec<Connexion>> {
    let mut conn = state.pool.get().await?;
    let rows = db::auth_sessions::list(&mut conn, person.id_utilisateur, state.clock.now()).await?;
    Ok(rows.into_iter().map(|row| connexion(row, client)).collect())
}

/// Ends one session of an account, and its streams.
///
/// # Errors
/// 404 for a session that ended or belongs to another account.
pub async fn end_session(state: &AppState, person: &Utilisateur, id: &str, client: &Client) -> ApiResult<()> {
    let (of_person, now) = (person.id_utilisateur, state.clock.now());
    let unknown = || ApiError::not_found("Cette connexion");
    let mut conn = state.pool.get().await?;
    let rows = db::auth_sessions::list(&mut conn, of_person, now).await?;
    let row = rows.into_iter().find(|row| id_of(&row.jeton_hash) == id).ok_or_else(unknown)?;
    conn.transaction::<_, ApiError, _>(async |conn| {
        if db::auth_sessions::delete(conn, &row.jeton_hash).await?.is_none() {
            return Err(unknown());
        }
        let entry = NewEntree::new(EvenementSecurite::SessionTerminee, now).from(client);
        Ok(entry.by(of_person).about(of_person).detail(id).insert(conn).await?)
    })
    .await?;
    logins_changed(state, &mut conn, [of_person]).await;
    Ok(())
}

/// Ends the session of the request.
pub async fn log_out(state: &AppState, person: &Utilisateur, hash: &[u8], client: &Client) -> ApiResult<()> {
    let id = person.id_utilisateur;
    let mut conn = state.pool.get().await?;
    conn.transaction::<_, ApiError, _>(async |conn| {
        db::auth_sessions::delete(conn, hash).await?;
        let entry = NewEntree::new(EvenementSecurite::Deconnexion, state.clock.now()).from(client);
        Ok(entry.by(id).about(id).insert(conn).await?)
    })
    .await?;
    logins_changed(state, &mut conn, [id]).await;
    Ok(())
}

/// Ends every session of an account.
pub async fn log_out_everywhere(state: &AppState, person: &Utilisateur, client: &Client) -> ApiResult<()> {
    let id = person.id_utilisateur;
    let mut conn = state.pool.get().await?;
    conn.transaction::<_, ApiError, _>(async |conn| {
        db::auth_sessions::delete_of(conn, id).await?;
        let entry = NewEntree::new(EvenementSecurite::DeconnexionPartout, state.clock.now()).from(client);
        Ok(entry.by(id).about(id).insert(conn).await?)
    })
    .await?;
    logins_changed(state, &mut conn, [id]).await;
    Ok(())
}

fn connexion(row: SessionRow, client: &Client) -> Connexion {
    let id = id_of(&row.jeton_hash);
    Connexion {
        courante: client.session.as_ref() == Some(&id),
        id,
        date_creation: row.date_creation.into(),
        date_derniere_activite: row.date_derniere_activite.into(),
        navigateur: browser(row.agent.as_deref().unwrap_or_default()),
        adresse: row.adresse,
        nouvel_appareil: row.nouvel_appareil,
    }
}
