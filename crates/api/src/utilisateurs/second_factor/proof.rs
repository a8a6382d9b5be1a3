//! Checks a second factor: a code of the authenticator application or a recovery code, each accepted once.

use chrono::{DateTime, Utc};
use common::auth::Utilisateur;
use common::{EvenementSecurite, FieldCode, IdUtilisateur};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::seal;
use crate::db;
use crate::db::journal_securite::{Client, NewEntree};
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;
use crate::throttle::Attempt;
use crate::totp;

/// The outcome of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The account has no second factor.
    NotNeeded,
    /// The account has one, and no code was given.
    Missing,
    /// The code is wrong or already used.
    Wrong,
    /// The code of the authenticator application is correct and now used.
    Code,
    /// The recovery code is correct and now used.
    Recovery,
}

/// Checks a code of an account, and marks it as used in the transaction of the operation that it allows.
pub async fn prove(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    id_utilisateur: IdUtilisateur,
    typed: Option<&str>,
) -> ApiResult<Proof> {
    let found = db::seconds_facteurs::find(conn, id_utilisateur).await?;
    let Some(row) = found.filter(|row| row.date_activation.is_some()) else { return Ok(Proof::NotNeeded) };
    let typed = normalise(typed.unwrap_or_default());
    if typed.is_empty() {
        return Ok(Proof::Missing);
    }
    let seal = seal(state)?;
    if typed.len() != totp::DIGITS {
        let used = db::seconds_facteurs::use_code(conn, id_utilisateur, &seal.hash(&typed)).await?;
        return Ok(if used { Proof::Recovery } else { Proof::Wrong });
    }
    let secret = seal.open(id_utilisateur, &row.secret).map_err(ApiError::internal)?;
    let Some(step) = totp::find_step(&secret, &typed, state.clock.now()) else { return Ok(Proof::Wrong) };
    let used = db::seconds_facteurs::use_step(conn, id_utilisateur, step).await?;
    Ok(if used { Proof::Code } else { Proof::Wrong })
}

/// The operation that a code allows.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose<'a> {
    /// Marks the session with this hash as verified.
    Verification(&'a [u8]),
    /// Removes the second factor.
    Removal,
}

/// Marks the session of the caller as verified.
///
/// # Errors
/// 404 without a second factor, 422 for a wrong code, 429 above a limit of failures.
pub async fn verify_second_factor(
    state: &AppState,
    person: &Utilisateur,
    client: &Client,
    session: &[u8],
    typed: &str,
) -> ApiResult<()> {
    with_proof(state, person, client, typed, Purpose::Verification(session)).await
}

/// Checks a code and carries out its operation in one transaction.
pub(super) async fn with_proof(
    state: &AppState,
    person: &Utilisateur,
    client: &Client,
    typed: &str,
    purpose: Purpose<'_>,
) -> ApiResult<()> {
    let (id, now) = (person.id_utilisateur, state.clock.now());
    let attempt = Attempt::begin(state, &person.email, client.adresse.into()).await?;
    let mut conn = state.pool.get().await?;
    let proof = conn
        .transaction::<_, ApiError, _>(async |conn| {
            let proof = prove(conn, state, id, Some(typed)).await?;
            if matches!(proof, Proof::Missing | Proof::Wrong) {
                note_refusal(conn, state, id, client).await?;
                return Ok(proof);
            }
            attempt.succeeded(conn).await?;
            if proof != Proof::NotNeeded {
                let event = carry_out(conn, id, purpose, now).await?;
                NewEntree::new(event, now).from(client).by(id).about(id).insert(conn).await?;
            }
            Ok(proof)
        })
        .await?;
    state.logins.forget_everywhere(&mut conn).await;
    match proof {
        Proof::Code | Proof::Recovery => Ok(()),
        Proof::Missing | Proof::Wrong => Err(wrong()),
        Proof::NotNeeded => Err(ApiError::not_found("Votre double authentification")),
    }
}

/// Carries out the operation; returns its event for the security journal.
async fn carry_out(
    conn: &mut AsyncPgConnection,
    id_utilisateur: IdUtilisateur,
    purpose: Purpose<'_>,
    now: DateTime<Utc>,
) -> diesel::QueryResult<EvenementSecurite> {
    match purpose {
        Purpose::Verification(session) => {
            db::auth_sessions::mark_verified(conn, session, now).await?;
            Ok(EvenementSecurite::Verification)
        }
        Purpose::Removal => {
            db::seconds_facteurs::delete(conn, id_utilisateur).await?;
            Ok(EvenementSecurite::SecondFacteurRetire)
        }
    }
}

/// Records a refused code in the security journal.
pub(crate) async fn note_refusal(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    id_utilisateur: IdUtilisateur,
    client: &Client,
) -> diesel::QueryResult<()> {
    let entry = NewEntree::new(EvenementSecurite::SecondFacteurRefuse, state.clock.now()).from(client);
    entry.about(id_utilisateur).insert(conn).await
}

/// Builds the 422 for a code that is wrong or already used.
pub(super) fn wrong() -> ApiError {
    let message = "Ce code n’est pas le bon, ou il a déjà servi.";
    ApiError::field("code", FieldCode::CodeInvalide, message)
}

/// Normalises a code for comparison: upper case, without spaces or hyphens.
pub(super) fn normalise(typed: &str) -> String {
    let kept = typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-');
    kept.flat_map(char::to_uppercase).collect()
}
