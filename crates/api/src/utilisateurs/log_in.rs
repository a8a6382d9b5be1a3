//! Opens a session after checking password and second factor.

use std::iter::once;

use chrono::{DateTime, Utc};
use common::auth::{LoginRequest, Utilisateur};
use common::{EvenementSecurite, IdUtilisateur};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::browser::browser;
use super::second_factor::{Proof, note_refusal as note_code_refusal, prove};
use crate::contact;
use crate::db::auth_sessions::{NewSession, id_of};
use crate::db::journal_securite::{Client, NewEntree};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::notifications::logins_changed;
use crate::passwords::Verdict;
use crate::state::AppState;
use crate::throttle::{Attempt, Visitor};
use crate::tokens::{new_token, token_hash};
use crate::{db, passwords};

/// An opened session.
pub struct LoggedIn {
    /// The account.
    pub person: Utilisateur,
    /// Token of the session.
    pub session: String,
    /// Token that identifies the browser at its next login.
    pub device: String,
}

/// Opens a session, and ends `former`, the previous session of this browser.
///
/// # Errors
/// 429 above a limit of failures; one single 401 for any wrong email, password or account; another 401 for a missing
/// or wrong second factor.
pub async fn log_in(
    state: &AppState,
    request: LoginRequest,
    client: &Client,
    visitor: Visitor,
    former: Option<Vec<u8>>,
) -> ApiResult<LoggedIn> {
    let email = contact::email::login(&request.email);
    let attempt = Attempt::begin(state, &email, visitor).await?;
    let found = db::utilisateurs::find_login(&mut *state.pool.get().await?, &email).await?;
    let (person, stored) = found.unzip();
    // No connection is held here, because hashing is slow on purpose.
    let verdict = passwords::verify(request.mot_de_passe.into(), stored.clone()).await?;
    let now = state.clock.now();
    let mut conn = state.pool.get().await?;
    let Some((person, stored)) = person.clone().zip(stored).filter(|_| verdict != Verdict::Wrong) else {
        note_refusal(&mut conn, person.as_ref(), client, now).await?;
        return Err(wrong_login());
    };
    let (session, mut device, mut former_person) = (new_token(), String::new(), None);
    let opened = conn.transaction::<_, ApiError, _>(async |conn| {
        // The account may have been deactivated, or its password changed, since it was read.
        let held = match &verdict {
            Verdict::Renewed(hash) => {
                db::utilisateurs::replace_password(conn, person.id_utilisateur, &stored, hash).await?
            }
            _ => db::utilisateurs::hold_login(conn, person.id_utilisateur, &stored).await?,
        };
        if !held {
            return Err(wrong_login());
        }
        let proof = prove(conn, state, person.id_utilisateur, request.code.as_deref()).await?;
        if proof == Proof::Wrong {
            note_code_refusal(conn, state, person.id_utilisateur, client).await?;
        }
        if matches!(proof, Proof::Wrong | Proof::Missing) {
            return Ok(proof);
        }
        attempt.succeeded(conn).await?;
        if let Some(former) = &former {
            former_person = db::auth_sessions::delete(conn, former).await?;
        }
        open(conn, person.id_utilisateur, &session, client, (proof, now)).await?;
        device = attempt.remember_device(conn, person.id_utilisateur, now).await?;
        Ok(proof)
    });
    let proof = opened.await?;
    // The former session of the browser has ended, and the oldest one of an account with many.
    logins_changed(state, &mut conn, once(person.id_utilisateur).chain(former_person)).await;
    match proof {
        Proof::Missing => Err(missing_code()),
        Proof::Wrong => Err(wrong_code()),
        Proof::NotNeeded | Proof::Code | Proof::Recovery => Ok(LoggedIn { person, session, device }),
    }
}

fn wrong_login() -> ApiError {
    let detail = ("E-mail ou mot de passe incorrect.", "Wrong email address or password.");
    ApiError::new(ErrorCode::NonAuthentifie, detail)
}

fn missing_code() -> ApiError {
    let detail = ("Saisissez le code de votre application.", "Enter the code of your application.");
    ApiError::new(ErrorCode::CodeRequis, detail)
}

fn wrong_code() -> ApiError {
    let detail =
        ("Ce code n’est pas le bon, ou il a déjà servi.", "This code is wrong, or was already used.");
    ApiError::new(ErrorCode::CodeInvalide, detail)
}

/// Opens the session of this token and records the login.
async fn open(
    conn: &mut AsyncPgConnection,
    id_utilisateur: IdUtilisateur,
    token: &str,
    client: &Client,
    (proof, now): (Proof, DateTime<Utc>),
) -> diesel::QueryResult<()> {
    let hash = token_hash(token);
    let client = Client { session: Some(id_of(&hash)), ..client.clone() };
    let known = db::journal_securite::list_agents(conn, id_utilisateur).await?;
    let device = browser(&client.agent);
    // The first login of an account counts no browser as new.
    let nouvel_appareil = !known.is_empty() && known.iter().all(|agent| browser(agent) != device);
    let is_verified = matches!(proof, Proof::Code | Proof::Recovery);
    let session = NewSession { hash: &hash, id_utilisateur, client: &client, nouvel_appareil, is_verified };
    db::auth_sessions::insert(conn, &session, now).await?;
    let entry = NewEntree::new(EvenementSecurite::Connexion, now).from(&client);
    let marks =
        [nouvel_appareil.then_some("NOUVEL_APPAREIL"), (proof == Proof::Recovery).then_some("CODE_SECOURS")];
    let detail: Vec<_> = marks.into_iter().flatten().collect();
    entry.by(id_utilisateur).about(id_utilisateur).detail(detail.join(" ")).insert(conn).await
}

/// Records a refused login. An unknown account is not named, because people mistype passwords into that field.
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
