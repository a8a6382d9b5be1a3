//! Prepares the webhook call of an action: reads its fields, and checks that it is still allowed.

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde_json::{Map, Value, json};

use super::{opposition, registry};
use crate::db;
use crate::db::actions::ActionRow;
use crate::db::prospects::Contact;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// The parts of a call.
pub(super) struct Prepared {
    contact: Contact,
    /// The fields of the action's type.
    own: Map<String, Value>,
    /// The error of a call that is forbidden.
    pub refusal: Option<ApiError>,
}

/// Reads the parts of a call.
pub(super) async fn prepare(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    action: &ActionRow,
) -> ApiResult<Prepared> {
    let contact = db::prospects::find_contact(conn, &action.id_prospect.0).await?;
    let (refusal, own) =
        futures_util::try_join!(opposition::refusal(conn, state, action, &contact), async {
            Ok(registry::payload(conn, action, &contact).await?)
        })?;
    Ok(Prepared { contact, own, refusal })
}

/// Builds the webhook's payload: the common fields and those of the action's type.
pub(super) fn envelope(
    action: &ActionRow,
    prepared: Prepared,
    now: DateTime<Utc>,
    url_rappel: &str,
) -> Value {
    let Prepared { contact, own, refusal: _ } = prepared;
    let mut envelope = json!({
        "idProspect": action.id_prospect.0,
        "idConversion": action.id(),
        "typeAction": action.type_action(),
        "nom": contact.nom,
        "prenom": contact.prenom,
        "email": contact.email(),
        "telephone": contact.telephone(),
        "demandePar": action.demande_par,
        "timestamp": common::Instant::from(now),
        "urlRappel": url_rappel,
    });
    if let Value::Object(fields) = &mut envelope {
        fields.extend(own);
    }
    envelope
}
