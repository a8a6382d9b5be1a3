//! Prevents contact with people on the opposition list, unless an admin states how the person asked for it. The list is
//! checked when the action is requested, and before each call.

use diesel_async::AsyncPgConnection;

use super::parameters::ActionParameters;
use crate::contact::text;
use crate::db::actions::ActionRow;
use crate::db::prospects::{Contact, LockedProspect};
use crate::error::{ApiError, ApiResult};
use crate::rgpd;
use crate::state::AppState;

/// Looks up every address and number of the record, and the typed address. Normalises the person's request for contact
/// in the parameters and returns it for the events; the text is empty when the person did not ask.
///
/// # Errors
/// 409 for a person on the list who did not ask for contact.
pub(super) async fn check(
    conn: &AsyncPgConnection,
    state: &AppState,
    prospect: &LockedProspect,
    parameters: &mut ActionParameters,
) -> ApiResult<String> {
    let (mut emails, telephones) = prospect.coordinates();
    emails.extend(parameters.email().map(ToOwned::to_owned));
    let Some(demande) = parameters.demande_de_la_personne() else { return Ok(String::new()) };
    *demande = demande.take().map(|words| text::lines(&words)).filter(|words| !words.is_empty());
    let opposed = rgpd::find_opposed(conn, state, &emails, &telephones).await?;
    match (opposed, demande) {
        (Some(opposed), None) => Err(rgpd::contact_refused(&opposed)),
        (None, None) => Ok(String::new()),
        (opposed, Some(words)) => {
            let despite =
                opposed.map(|one| format!(", malgré l’opposition du {}", one.since)).unwrap_or_default();
            Ok(format!("{despite}, à la demande de la personne : {words}"))
        }
    }
}

/// Returns the refusal of an action's call when the person joined the list after the request and did not ask for
/// contact.
pub(super) async fn refusal(
    conn: &AsyncPgConnection,
    state: &AppState,
    action: &ActionRow,
    contact: &Contact,
) -> ApiResult<Option<ApiError>> {
    let mut parameters = ActionParameters::of(action)?;
    if !matches!(parameters.demande_de_la_personne(), Some(None)) {
        return Ok(None);
    }
    let (mut emails, telephones) = contact.coordinates();
    emails.extend(parameters.email().map(ToOwned::to_owned));
    rgpd::contact_refusal(conn, state, &emails, &telephones).await
}
