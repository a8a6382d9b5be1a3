//! Prevents contact with people on the opposition list, unless an admin states how the person asked for it. The list is
//! checked when the action is requested, and before each call.

use diesel_async::AsyncPgConnection;
use serde_json::{Value, json};

use super::kind::{Checked, Kind};
use super::registry::kind;
use super::request::StartRequest;
use crate::db::actions::ActionRow;
use crate::db::prospects::{Contact, LockedProspect};
use crate::error::{ApiError, ApiResult};
use crate::rgpd;
use crate::state::AppState;

/// Name of the parameter that stores how the person asked.
const DEMANDE: &str = "demandeDeLaPersonne";

/// Looks up every address and number of the record, and the typed address. Stores how the person asked in the
/// parameters of the action and returns it for the events; the text is empty when the person did not ask.
///
/// # Errors
/// 409 for a person on the list who did not ask for contact.
pub(super) async fn check(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    kind: &dyn Kind,
    prospect: &LockedProspect,
    checked: &mut Checked,
    request: &StartRequest<'_>,
) -> ApiResult<String> {
    if !kind.contacts_person() {
        return Ok(String::new());
    }
    let (mut emails, telephones) = prospect.coordinates();
    emails.extend(checked.parametres.get("email").and_then(Value::as_str).map(ToOwned::to_owned));
    let opposed = rgpd::find_opposed(conn, state, &emails, &telephones).await?;
    let asked = request.demande_de_la_personne.map(str::trim).filter(|words| !words.is_empty());
    match (opposed, asked) {
        (Some(opposed), None) => Err(rgpd::contact_refused(&opposed)),
        (None, None) => Ok(String::new()),
        (opposed, Some(words)) => {
            checked.parametres.insert(DEMANDE.to_owned(), json!(words));
            let despite =
                opposed.map(|one| format!(", malgré l’opposition du {}", one.since)).unwrap_or_default();
            Ok(format!("{despite}, à la demande de la personne : {words}"))
        }
    }
}

/// Returns the refusal of an action's call when the person joined the list after the request and did not ask for
/// contact.
pub(super) async fn refusal(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    action: &ActionRow,
    contact: &Contact,
) -> ApiResult<Option<ApiError>> {
    let parametre = |name: &str| action.parametres.get(name).and_then(Value::as_str);
    if !kind(action.type_action()).contacts_person() || parametre(DEMANDE).is_some() {
        return Ok(None);
    }
    let (mut emails, telephones) = contact.coordinates();
    emails.extend(parametre("email").map(ToOwned::to_owned));
    rgpd::contact_refusal(conn, state, &emails, &telephones).await
}
