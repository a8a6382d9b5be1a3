//! Inviting people: a link, good once, by which somebody chooses a password.

use chrono::TimeDelta;
use common::auth::Utilisateur;
use common::compte::{Compte, Invitation, InvitationRequest, NewUtilisateurRequest};
use common::{EvenementSecurite, pages};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::access::end_access;
use crate::db::constraint::{UTILISATEUR_EMAIL, violated_unique};
use crate::db::journal_securite::{Client, NewEntree};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::extract::{new_token, token_hash};
use crate::intake::Check;
use crate::notifications::logins_changed;
use crate::state::AppState;
use crate::{db, passwords};

/// How long an invitation is good.
const GOOD_FOR: TimeDelta = TimeDelta::days(7);
/// Longest name, in characters.
const NAME: usize = 100;

/// Adds a person without password, and invites this person to choose one.
///
/// # Errors
/// 422 with the field; an email address that somebody has already is one of these.
pub async fn invite(
    state: &AppState,
    admin: &Utilisateur,
    client: &Client,
    request: NewUtilisateurRequest,
) -> ApiResult<Invitation> {
    let mut check = Check::default();
    let nom = check.required_line("nom", &request.nom, NAME);
    let prenom = check.required_line("prenom", &request.prenom, NAME);
    let email = check.email("email", &request.email);
    check.finish()?;
    let person =
        db::utilisateurs::Invited { email: &email, nom: &nom, prenom: &prenom, role: db::Code(request.role) };
    let mut conn = state.pool.get().await?;
    conn.transaction::<_, ApiError, _>(async |conn| {
        let id =
            db::utilisateurs::insert(conn, &person).await.map_err(|error| match violated_unique(&error) {
                Some(UTILISATEUR_EMAIL) => {
                    ApiError::field("email", "DEJA_UTILISE", "Quelqu’un a déjà cette adresse e-mail.")
                }
                _ => error.into(),
            })?;
        let entry = NewEntree::new(EvenementSecurite::Invitation, state.clock.now()).from(client);
        let entry = entry.by(admin.id_utilisateur).about(id).detail(request.role.as_str());
        entry.insert(conn).await?;
        invitation(state, conn, id).await
    })
    .await
}

/// Invites a person again, who may have forgotten the password: it stays good until another one is chosen.
///
/// # Errors
/// 404; 409 for a person who is deactivated.
pub async fn invite_again(
    state: &AppState,
    admin: &Utilisateur,
    client: &Client,
    id: i64,
) -> ApiResult<Invitation> {
    let mut conn = state.pool.get().await?;
    conn.transaction::<_, ApiError, _>(async |conn| {
        let compte = find(conn, id).await?;
        if !compte.actif {
            let detail = "Réactivez ce compte avant d’inviter cette personne à choisir un mot de passe.";
            return Err(ApiError::new(ErrorCode::CompteInactif, detail));
        }
        let evenement = if compte.mot_de_passe_defini {
            EvenementSecurite::Reinitialisation
        } else {
            EvenementSecurite::Invitation
        };
        let entry = NewEntree::new(evenement, state.clock.now()).from(client);
        entry.by(admin.id_utilisateur).about(id).insert(conn).await?;
        invitation(state, conn, id).await
    })
    .await
}

/// Sets the password that an invited person chose; ends the sessions of the person.
///
/// # Errors
/// 404 for an invitation that is unknown, used, replaced or too old, or whose person is deactivated; 422 for a password
/// that is refused.
pub async fn accept_invitation(
    state: &AppState,
    client: &Client,
    request: InvitationRequest,
) -> ApiResult<()> {
    let unknown = || ApiError::not_found("Cette invitation a déjà servi, a expiré, ou");
    let (jeton, now) = (token_hash(&request.jeton), state.clock.now());
    let found = db::invitations::find(&mut *state.pool.get().await?, &jeton, now).await?;
    let person = found.ok_or_else(unknown)?;
    let id = person.id_utilisateur;
    // No connection is held meanwhile: this takes long on purpose.
    let hash = passwords::choose("motDePasse", request.mot_de_passe, &person).await?;
    let mut conn = state.pool.get().await?;
    conn.transaction::<_, ApiError, _>(async |conn| {
        // The person before the invitation, as everywhere: of two who change both, one waits.
        db::utilisateurs::update_password(conn, id, &hash).await?;
        if !db::invitations::delete(conn, &jeton).await? {
            return Err(unknown());
        }
        end_access(conn, id).await?;
        let entry = NewEntree::new(EvenementSecurite::InvitationAcceptee, now).from(client);
        Ok(entry.by(id).about(id).insert(conn).await?)
    })
    .await?;
    logins_changed(state, id);
    Ok(())
}

/// Writes the invitation of a person down, and shows it.
async fn invitation(state: &AppState, conn: &mut AsyncPgConnection, id: i64) -> ApiResult<Invitation> {
    let (jeton, now) = (new_token(), state.clock.now());
    let until = now + GOOD_FOR;
    db::invitations::replace(conn, &token_hash(&jeton), id, now, until).await?;
    let site = state.config.http.public_url.as_str().trim_end_matches('/');
    Ok(Invitation {
        utilisateur: find(conn, id).await?,
        lien: format!("{site}{}", pages::invitation(&jeton)),
        jeton,
        date_expiration: until.into(),
    })
}

/// The account, or 404.
pub(super) async fn find(conn: &mut AsyncPgConnection, id: i64) -> ApiResult<Compte> {
    db::utilisateurs::find(conn, id).await?.ok_or_else(|| ApiError::not_found("Cette personne"))
}
