//! Changes one's own password.

use common::auth::Utilisateur;
use common::compte::ChangePasswordRequest;
use common::{EvenementSecurite, FieldCode};
use diesel_async::AsyncConnection as _;

use super::access::end_access;
use crate::db::auth_sessions::NewSession;
use crate::db::journal_securite::{Client, NewEntree};
use crate::error::{ApiError, ApiResult};
use crate::notifications::logins_changed;
use crate::passwords::Verdict;
use crate::state::AppState;
use crate::throttle::{Attempt, Visitor};
use crate::tokens::{new_token, token_hash};
use crate::{db, passwords};

/// Changes a person's password after checking the current one. Ends every session of the account and returns the
/// token of a new one.
///
/// # Errors
/// 422 for a wrong current password or a refused new one; 429 above a limit of failures.
pub async fn change_password(
    state: &AppState,
    person: &Utilisateur,
    request: ChangePasswordRequest,
    client: &Client,
    visitor: Visitor,
) -> ApiResult<String> {
    let wrong = || {
        let message = "Ce n’est pas votre mot de passe actuel.";
        ApiError::field("motDePasseActuel", FieldCode::MotDePasseIncorrect, message)
    };
    let id = person.id_utilisateur;
    let attempt = Attempt::begin(state, &person.email, visitor).await?;
    let found = db::utilisateurs::find_login(&mut *state.pool.get().await?, &person.email).await?;
    let stored = found.map(|(_, stored)| stored).ok_or_else(wrong)?;
    let known = passwords::verify(request.mot_de_passe_actuel.into(), Some(stored.clone())).await?;
    if known == Verdict::Wrong {
        return Err(wrong());
    }
    attempt.succeeded(&mut *state.pool.get().await?).await?;
    let (champ, chosen) = ("nouveauMotDePasse", request.nouveau_mot_de_passe);
    let hash = passwords::choose(champ, chosen, person, &state.blocklist).await?;
    let (token, now) = (new_token(), state.clock.now());
    let mut conn = state.pool.get().await?;
    conn.transaction::<_, ApiError, _>(async |conn| {
        // The account was deactivated, or its password changed elsewhere, in the meantime.
        if !db::utilisateurs::replace_password(conn, id, &stored, &hash).await? {
            return Err(wrong());
        }
        end_access(conn, id).await?;
        let hash = token_hash(&token);
        let session = NewSession {
            hash: &hash,
            id_utilisateur: id,
            client,
            nouvel_appareil: false,
            is_verified: false,
        };
        db::auth_sessions::insert(conn, &session, now).await?;
        let entry = NewEntree::new(EvenementSecurite::MotDePasse, now).from(client);
        Ok(entry.by(id).about(id).insert(conn).await?)
    })
    .await?;
    logins_changed(state, &mut conn, [id]).await;
    Ok(token)
}
