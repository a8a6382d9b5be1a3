//! The opposition list. It stores only fingerprints (HMAC-SHA256 under `RGPD_HMAC_KEY`): it recognises a person but
//! does not reveal who is on it, and it survives anonymisation. A tagged address (`a+tag@x.fr`) is listed with its
//! mailbox (`a@x.fr`) and looked up under both.
//!
//! Without a key, nobody can be added. If the list is not empty and the key is missing, incoming people are refused,
//! because the list cannot be read.

use std::borrow::Cow;
use std::slice;

use chrono_tz::Europe::Paris;
use common::auth::Utilisateur;
use common::erreur::Opposition;
use common::rgpd::{AddOppositionRequest, AddOppositionResponse};
use common::{EvenementSecurite, FieldCode};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

use crate::contact::email::former_email;
use crate::contact::telephone::former_telephone;
use crate::contact::{self, without_tag};
use crate::db::journal_securite::{Client, NewEntree};
use crate::db::{self, Code};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::state::AppState;

/// The entries of the list that match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opposed {
    /// Day of the earliest opposition, in French.
    pub since: String,
    /// Fields that hold a listed value: `emails`, `telephones`.
    pub champs: Vec<&'static str>,
}

impl Opposed {
    fn members(&self) -> Opposition {
        Opposition { champs: self.champs.iter().map(ToString::to_string).collect() }
    }
}

/// Looks up normalised addresses and numbers; returns `None` when none is listed.
///
/// # Errors
/// 503 when the list is not empty and its key is missing.
pub async fn find_opposed(
    conn: &AsyncPgConnection,
    state: &AppState,
    emails: &[String],
    telephones: &[String],
) -> ApiResult<Option<Opposed>> {
    let Some(list) = List::of(state) else {
        return if db::oppositions::is_empty(conn).await? { Ok(None) } else { Err(unconfigured()) };
    };
    let found = db::oppositions::list(conn, &list.asked(emails, telephones)).await?;
    let Some(since) = found.iter().map(|(_, since)| *since).min() else { return Ok(None) };
    let is_on_it = |asked: Vec<Vec<u8>>| found.iter().any(|(known, _)| asked.contains(known));
    let mut champs = Vec::new();
    if is_on_it(list.asked(emails, &[])) {
        champs.push("emails");
    }
    if is_on_it(list.asked(&[], telephones)) {
        champs.push("telephones");
    }
    Ok(Some(Opposed { since: since.with_timezone(&Paris).format("%d/%m/%Y").to_string(), champs }))
}

/// Returns a 409 when one of these normalised addresses or numbers is listed.
pub async fn refuse_opposed(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    emails: &[String],
    telephones: &[String],
) -> ApiResult<()> {
    let Some(opposed) = find_opposed(conn, state, emails, telephones).await? else { return Ok(()) };
    let detail = format!(
        "L’adresse ou le numéro donné est sur la liste d’opposition depuis le {}. Rien n’a été enregistré.",
        opposed.since
    );
    Err(ApiError::new(ErrorCode::Opposition, detail).with(opposed.members()))
}

/// Builds the 409 for an action that would contact a person on the list.
pub fn contact_refused(opposed: &Opposed) -> ApiError {
    let detail = format!(
        "Cette personne est sur la liste d’opposition depuis le {}. Elle n’est contactée que si elle l’a demandé.",
        opposed.since
    );
    ApiError::new(ErrorCode::Opposition, detail).with(opposed.members())
}

/// Returns the reason why a person with these coordinates may not be contacted: 409 when listed, 503 when the list
/// cannot be read.
pub async fn contact_refusal(
    conn: &AsyncPgConnection,
    state: &AppState,
    emails: &[String],
    telephones: &[String],
) -> ApiResult<Option<ApiError>> {
    match find_opposed(conn, state, emails, telephones).await {
        Ok(opposed) => Ok(opposed.as_ref().map(contact_refused)),
        // The key is missing.
        Err(error) if error.code == ErrorCode::ServiceIndisponible && !error.is_outage() => Ok(Some(error)),
        Err(error) => Err(error),
    }
}

/// Adds a person to the list, and returns every record that has an address of this mailbox, or this number.
///
/// # Errors
/// 422 for an invalid address or number, 503 without a key.
pub async fn oppose(
    state: &AppState,
    person: &Utilisateur,
    client: &Client,
    request: &AddOppositionRequest,
) -> ApiResult<AddOppositionResponse> {
    let typed = |text: &Option<String>| text.clone().filter(|text| !contact::text::line(text).is_empty());
    let email = typed(&request.email).map(|email| contact::email::email("email", &email)).transpose()?;
    let telephone = typed(&request.telephone)
        .map(|number| contact::telephone::telephone("telephone", &number))
        .transpose()?;
    let emails = Vec::from_iter(email);
    let telephones = Vec::from_iter(telephone);
    if emails.is_empty() && telephones.is_empty() {
        let message = "Donnez une adresse e-mail ou un numéro de téléphone.";
        return Err(ApiError::field("email", FieldCode::ContactRequis, message));
    }
    let mut conn = state.pool.get().await?;
    conn.transaction(async |conn| {
        db::prospects::lock_coordinates(conn, &[emails.as_slice(), &telephones].concat()).await?;
        let deja_inscrite = register(conn, state, &emails, &telephones).await?;
        let kinds = [(!emails.is_empty()).then_some(EMAIL), (!telephones.is_empty()).then_some(TELEPHONE)];
        let detail = kinds.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let entry = NewEntree::new(EvenementSecurite::Opposition, state.clock.now()).from(client);
        entry.by(person.id_utilisateur).detail(detail).insert(conn).await?;
        let mailboxes: Vec<_> = emails.iter().map(|email| without_tag(email).into_owned()).collect();
        let found = db::prospects::find_by_mailboxes(conn, &mailboxes, &telephones).await?;
        let fiches = found.into_iter().map(|Code(id)| id).collect();
        Ok(AddOppositionResponse { deja_inscrite, fiches })
    })
    .await
}

/// Adds coordinates to the list; the caller has locked them. Returns true when all were already listed.
pub(super) async fn register(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    emails: &[String],
    telephones: &[String],
) -> ApiResult<bool> {
    let list = List::of(state).ok_or_else(unconfigured)?;
    let known = db::oppositions::list(conn, &list.asked(emails, telephones)).await?;
    let is_known = |asked: Vec<Vec<u8>>| known.iter().any(|(one, _)| asked.contains(one));
    let all_known = emails.iter().all(|email| is_known(list.asked(slice::from_ref(email), &[])))
        && telephones.iter().all(|number| is_known(list.asked(&[], slice::from_ref(number))));
    let written = empreintes(list.key, emails, telephones);
    db::oppositions::insert(conn, &written, state.clock.now()).await?;
    Ok(all_known)
}

const EMAIL: &str = "EMAIL";
const TELEPHONE: &str = "TELEPHONE";

/// The keys of the list.
struct List<'a> {
    key: &'a SecretString,
    previous: Option<&'a SecretString>,
}

impl<'a> List<'a> {
    /// Returns `None` without a key.
    fn of(state: &'a AppState) -> Option<Self> {
        let rgpd = &state.config.rgpd;
        Some(Self { key: rgpd.hmac_key.as_ref()?, previous: rgpd.previous_hmac_key.as_ref() })
    }

    /// Returns the fingerprints under which these coordinates may be listed.
    fn asked(&self, emails: &[String], telephones: &[String]) -> Vec<Vec<u8>> {
        let emails = readings(emails, former_email);
        let telephones = readings(telephones, former_telephone);
        let keys = [Some(self.key), self.previous].into_iter().flatten();
        keys.flat_map(|key| empreintes(key, &emails, &telephones)).collect()
    }
}

/// Returns the values and their former forms: earlier versions listed those, and a fingerprint cannot be recomputed.
fn readings(values: &[String], former: fn(&str) -> Option<String>) -> Vec<String> {
    values.iter().cloned().chain(values.iter().filter_map(|value| former(value))).collect()
}

/// Returns the fingerprints of addresses, their mailboxes, and numbers.
fn empreintes(key: &SecretString, emails: &[String], telephones: &[String]) -> Vec<Vec<u8>> {
    let mailboxes = emails.iter().map(|email| without_tag(email)).filter(|one| matches!(one, Cow::Owned(_)));
    let emails = emails.iter().map(|email| empreinte(key, EMAIL, email));
    let mailboxes = mailboxes.map(|mailbox| empreinte(key, EMAIL, &mailbox));
    let telephones = telephones.iter().map(|number| empreinte(key, TELEPHONE, number));
    emails.chain(mailboxes).chain(telephones).collect()
}

fn empreinte(key: &SecretString, nature: &str, value: &str) -> Vec<u8> {
    // HMAC accepts a key of any length, so this never fails.
    let mac = Hmac::<Sha256>::new_from_slice(key.expose_secret().as_bytes());
    mac.map(|mac| {
        mac.chain_update(nature).chain_update([0]).chain_update(value).finalize().into_bytes().to_vec()
    })
    .unwrap_or_default()
}

fn unconfigured() -> ApiError {
    let detail = (
        "La liste d’opposition ne peut pas être consultée : sa clé (RGPD_HMAC_KEY) n’est pas configurée.",
        "The opposition list cannot be consulted: its key (RGPD_HMAC_KEY) is not configured.",
    );
    ApiError::new(ErrorCode::ServiceIndisponible, detail)
}
