//! The opposition list. It holds fingerprints alone (HMAC-SHA256 under `RGPD_HMAC_KEY`): it recognises who comes in and tells
//! nobody who is on it. It outlives the anonymisation of whoever it names.
//!
//! Without a key nobody can be put on it; and if somebody is on it all the same, nobody is let in, because it can't be
//! consulted any more.

use chrono_tz::Europe::Paris;
use common::rgpd::{OppositionRequest, OppositionResponse};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

use crate::contact;
use crate::db;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::state::AppState;

/// 409 when one of these addresses or numbers, in their kept form, is on the list.
pub async fn refuse_opposed(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    emails: &[String],
    telephones: &[String],
) -> ApiResult<()> {
    let Ok(list) = List::of(state) else {
        return if db::oppositions::is_empty(conn).await? { Ok(()) } else { Err(unconfigured()) };
    };
    let (theirs, numbers) = (list.readings_of_emails(emails), list.readings_of_telephones(telephones));
    let found = db::oppositions::list(conn, &[theirs.as_slice(), numbers.as_slice()].concat()).await?;
    let Some(since) = found.iter().map(|(_, since)| *since).min() else { return Ok(()) };
    let is_on_it = |readings: &[Vec<u8>]| found.iter().any(|(known, _)| readings.contains(known));
    let mut champs = Vec::new();
    if is_on_it(&theirs) {
        champs.push("emails");
    }
    if is_on_it(&numbers) {
        champs.push("telephones");
    }
    let day = since.with_timezone(&Paris).format("%d/%m/%Y");
    let detail = format!(
        "L’adresse ou le numéro donné est sur la liste d’opposition depuis le {day}. Rien n’a été enregistré."
    );
    Err(ApiError::new(ErrorCode::Opposition, detail).with("champs", champs))
}

/// Puts somebody on the list, and names the records that are still theirs. Returns whether anything was new.
///
/// # Errors
/// 422 for what is no address or number, 503 without a key.
pub async fn oppose(state: &AppState, request: &OppositionRequest) -> ApiResult<OppositionResponse> {
    let typed = |text: &Option<String>| text.clone().filter(|text| !contact::text::line(text).is_empty());
    let email = typed(&request.email).map(|email| contact::email::email("email", &email)).transpose()?;
    let telephone = typed(&request.telephone)
        .map(|number| contact::telephone::telephone("telephone", &number))
        .transpose()?;
    let emails = Vec::from_iter(email);
    let telephones = Vec::from_iter(telephone);
    if emails.is_empty() && telephones.is_empty() {
        let message = "Donnez une adresse e-mail ou un numéro de téléphone.";
        return Err(ApiError::field("email", "CONTACT_REQUIS", message));
    }
    let mut conn = state.pool.get().await?;
    conn.transaction(async |conn| {
        let coordinates = [emails.as_slice(), telephones.as_slice()].concat();
        db::prospects::lock_coordinates(conn, &coordinates).await?;
        let added = register(conn, state, &emails, &telephones).await?;
        let by_email = db::prospects::find_by_emails(conn, &emails).await?;
        let mut fiches: Vec<_> = by_email.into_iter().map(|(id, _)| id.0).collect();
        let by_number = db::prospects::find_by_telephones(conn, &telephones).await?.map(|id| id.0);
        fiches.extend(by_number.filter(|id| !fiches.contains(id)));
        Ok(OppositionResponse { deja_inscrite: added == 0, fiches })
    })
    .await
}

/// Puts these on the list; returns how many were not on it.
pub(super) async fn register(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    emails: &[String],
    telephones: &[String],
) -> ApiResult<usize> {
    let empreintes = List::of(state)?.empreintes(emails, telephones);
    Ok(db::oppositions::insert(conn, &empreintes, state.clock.now()).await?)
}

const EMAIL: &str = "EMAIL";
const TELEPHONE: &str = "TELEPHONE";

/// Makes the fingerprints of the list.
struct List<'a>(&'a SecretString);

impl<'a> List<'a> {
    fn of(state: &'a AppState) -> ApiResult<Self> {
        state.config.rgpd.hmac_key.as_ref().map(Self).ok_or_else(unconfigured)
    }

    fn empreintes(&self, emails: &[String], telephones: &[String]) -> Vec<Vec<u8>> {
        let emails = emails.iter().map(|email| self.empreinte(EMAIL, email));
        emails.chain(telephones.iter().map(|number| self.empreinte(TELEPHONE, number))).collect()
    }

    /// Fingerprints of addresses, under each form in which one may have been put on the list: a fingerprint can't be
    /// brought into today's form.
    fn readings_of_emails(&self, emails: &[String]) -> Vec<Vec<u8>> {
        let former = emails.iter().filter_map(|email| contact::email::former_email(email));
        emails.iter().cloned().chain(former).map(|email| self.empreinte(EMAIL, &email)).collect()
    }

    /// Fingerprints of numbers, likewise.
    fn readings_of_telephones(&self, telephones: &[String]) -> Vec<Vec<u8>> {
        let former = telephones.iter().filter_map(|number| contact::telephone::former_telephone(number));
        telephones.iter().cloned().chain(former).map(|number| self.empreinte(TELEPHONE, &number)).collect()
    }

    fn empreinte(&self, nature: &str, value: &str) -> Vec<u8> {
        // HMAC takes a key of any length: there is no other error.
        let mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret().as_bytes());
        mac.map(|mac| {
            mac.chain_update(nature).chain_update([0]).chain_update(value).finalize().into_bytes().to_vec()
        })
        .unwrap_or_default()
    }
}

fn unconfigured() -> ApiError {
    tracing::error!("RGPD_HMAC_KEY is not set: the opposition list can't be consulted");
    let detail =
        "La liste d’opposition ne peut pas être consultée : sa clé (RGPD_HMAC_KEY) n’est pas configurée.";
    ApiError::new(ErrorCode::ServiceIndisponible, detail)
}
