//! Enrols a second factor: a secret that is shown once and activated by its first code.

use common::auth::Utilisateur;
use common::second_facteur::{CodesSecours, Enrolement};
use common::{EvenementSecurite, IdUtilisateur};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::proof::{normalise, note_refusal, wrong};
use super::seal;
use crate::db;
use crate::db::journal_securite::{Client, NewEntree};
use crate::encryption::Seal;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::state::AppState;
use crate::throttle::Attempt;
use crate::tokens::random_bytes;
use crate::totp;

/// Number of recovery codes of a second factor.
const CODES: usize = 10;

/// Starts an enrolment; it replaces a pending one.
///
/// # Errors
/// 409 while a second factor is active, 503 without `TOTP_KEY`.
pub async fn enrol_second_factor(state: &AppState, person: &Utilisateur) -> ApiResult<Enrolement> {
    let (id, secret) = (person.id_utilisateur, totp::new_secret());
    let sealed = seal(state)?.seal(id, &secret).map_err(ApiError::internal)?;
    let now = state.clock.now();
    let mut conn = state.pool.get().await?;
    let is_kept = conn
        .transaction::<_, ApiError, _>(async |conn| {
            Ok(db::seconds_facteurs::insert_pending(conn, id, &sealed, now).await?)
        })
        .await?;
    if !is_kept {
        let detail = (
            "La double authentification est déjà active : retirez-la d’abord.",
            "The second factor is already active: remove it first.",
        );
        return Err(ApiError::new(ErrorCode::SecondFacteurActif, detail));
    }
    Ok(Enrolement { secret: totp::to_base32(&secret), uri: totp::uri(&secret, &person.email) })
}

/// Activates the pending second factor and returns its recovery codes. Marks the caller's session, whose hash is
/// `session`, as verified.
///
/// # Errors
/// 404 without a pending enrolment, 422 for a wrong code, 429 above a limit of failures.
pub async fn activate_second_factor(
    state: &AppState,
    person: &Utilisateur,
    client: &Client,
    session: &[u8],
    typed: &str,
) -> ApiResult<CodesSecours> {
    let (id, now, seal) = (person.id_utilisateur, state.clock.now(), seal(state)?);
    let nothing = || ApiError::not_found("Cette inscription");
    let attempt = Attempt::begin(state, &person.email, client.adresse.into()).await?;
    let mut conn = state.pool.get().await?;
    let found = db::seconds_facteurs::find(&mut conn, id).await?;
    let row = found.filter(|row| row.date_activation.is_none()).ok_or_else(nothing)?;
    let secret = seal.open(id, &row.secret).map_err(ApiError::internal)?;
    let Some(step) = totp::find_step(&secret, &normalise(typed), now) else {
        note_refusal(&mut conn, state, id, client).await?;
        return Err(wrong());
    };
    let codes = conn.transaction::<_, ApiError, _>(async |conn| {
        if !db::seconds_facteurs::activate(conn, id, step, now).await? {
            return Err(nothing());
        }
        attempt.succeeded(conn).await?;
        db::auth_sessions::mark_verified(conn, session, now).await?;
        let entry = NewEntree::new(EvenementSecurite::SecondFacteurActive, now).from(client);
        entry.by(id).about(id).insert(conn).await?;
        new_codes(conn, &seal, id).await
    });
    let codes = codes.await?;
    state.logins.forget_everywhere(&mut conn).await;
    Ok(codes)
}

/// Creates the recovery codes of a second factor.
async fn new_codes(conn: &mut AsyncPgConnection, seal: &Seal, id: IdUtilisateur) -> ApiResult<CodesSecours> {
    let codes: Vec<_> = (0..CODES).map(|_| new_code()).collect();
    let hashes: Vec<_> = codes.iter().map(|code| seal.hash(&normalise(code))).collect();
    db::seconds_facteurs::insert_codes(conn, id, &hashes).await?;
    Ok(CodesSecours { codes })
}

/// Generates a code of 80 random bits in four groups: `ABCD-EFGH-IJKL-MNOP`.
fn new_code() -> String {
    let bytes: [u8; 10] = random_bytes();
    let letters = totp::to_base32(&bytes);
    let groups = letters.as_bytes().chunks(4).map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join("-")
}
