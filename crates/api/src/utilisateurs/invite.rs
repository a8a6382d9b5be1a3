//! Invites people: a single-use link lets a person choose a password.

use chrono::TimeDelta;
use common::auth::Utilisateur;
use common::compte::{AcceptInvitationRequest, Compte, Invitation, NewUtilisateurRequest};
use common::{EvenementSecurite, FieldCode, IdUtilisateur, pages};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::access::end_access;
use crate::contact::Check;
use crate::db::constraint::{UTILISATEUR_EMAIL, violated_unique};
use crate::db::journal_securite::{Client, NewEntree};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::notifications::logins_changed;
use crate::state::AppState;
use crate::tokens::{new_token, token_hash};
use crate::{db, passwords};

/// Validity of an invitation.
const GOOD_FOR: TimeDelta = TimeDelta::days(7);
/// Maximum length of a name, in characters.
const NAME: usize = 100;

/// Creates an account without a password, and invites its owner to choose one.
///
/// # Errors
/// 422 with the field, also for an email address that another account has.
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
                    ApiError::field("email", FieldCode::DejaUtilise, "Quelqu’un a déjà cette adresse e-mail.")
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

/// Invites the owner of an account again, for instance after a forgotten password. The old password stays valid until
/// a new one is chosen.
///
/// # Errors
/// 404 for an unknown account, 409 for a deactivated one.
pub async fn invite_again(
    state: &AppState,
    admin: &Utilisateur,
    client: &Client,
    id: IdUtilisateur,
) -> ApiResult<Invitation> {
    let mut conn = state.pool.get().await?;
    conn.transaction::<_, ApiError, _>(async |conn| {
        let compte = find(conn, id).await?;
        if !compte.actif {
            let detail = (
                "Réactivez ce compte avant d’inviter cette personne à choisir un mot de passe.",
                "Reactivate this account before you invite the person to choose a password.",
            );
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

/// Sets the password that an invited person chose, and ends the sessions of the account.
///
/// # Errors
/// 404 for an invitation that is unknown, used, replaced or expired, or whose account is deactivated; 422 for a
/// refused password.
pub async fn accept_invitation(
    state: &AppState,
    client: &Client,
    request: AcceptInvitationRequest,
) -> ApiResult<()> {
    let (jeton, now) = (token_hash(&request.jeton), state.clock.now());
    let person = find_invited(state, &jeton).await?;
    let id = person.id_utilisateur;
    // No connection is held here, because hashing is slow on purpose.
    let hash = passwords::choose("motDePasse", request.mot_de_passe, &person, &state.blocklist).await?;
    let mut conn = state.pool.get().await?;
    conn.transaction::<_, ApiError, _>(async |conn| {
        // Lock the account before the invitation, as everywhere: concurrent changes then wait for each other without
        // a deadlock.
        db::utilisateurs::update_password(conn, id, &hash).await?;
        if !db::invitations::delete(conn, &jeton).await? {
            return Err(unknown_invitation());
        }
        end_access(conn, id).await?;
        let entry = NewEntree::new(EvenementSecurite::InvitationAcceptee, now).from(client);
        Ok(entry.by(id).about(id).insert(conn).await?)
    })
    .await?;
    logins_changed(state, &mut conn, [id]).await;
    Ok(())
}

/// Checks that an invitation is valid, without using it.
///
/// # Errors
/// 404 for an invitation that is unknown, used, replaced or expired, or whose account is deactivated.
pub async fn check_invitation(state: &AppState, jeton: &str) -> ApiResult<()> {
    find_invited(state, &token_hash(jeton)).await.map(drop)
}

/// Returns the active account of an invitation, or a 404.
async fn find_invited(state: &AppState, jeton: &[u8]) -> ApiResult<Utilisateur> {
    let found = db::invitations::find(&mut *state.pool.get().await?, jeton, state.clock.now()).await?;
    found.ok_or_else(unknown_invitation)
}

fn unknown_invitation() -> ApiError {
    ApiError::not_found("Cette invitation a déjà servi, a expiré, ou")
}

/// Creates the invitation of an account and returns its link.
async fn invitation(
    state: &AppState,
    conn: &mut AsyncPgConnection,
    id: IdUtilisateur,
) -> ApiResult<Invitation> {
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

/// Finds an account, or returns a 404.
pub(super) async fn find(conn: &mut AsyncPgConnection, id: IdUtilisateur) -> ApiResult<Compte> {
    db::utilisateurs::find(conn, id).await?.ok_or_else(|| ApiError::not_found("Cette personne"))
}
