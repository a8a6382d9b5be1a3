//! Rules of `ENVOYER_EMAIL`: n8n sends an email to the prospect, and the service adds it to the history of exchanges.

use common::action_parameters::EmailParameters;
use common::action_result::EmailResult;
use common::rappel::CompleteActionRequest;
use common::{FieldCode, SensEmail};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use serde_json::{Map, Value, json};

use super::announce::Announcement;
use super::parameters::ActionParameters;
use super::rules::{Checked, Context};
use super::situation::Situation;
use crate::contact::text;
use crate::db::emails::NewEmail;
use crate::db::prospects::Contact;
use crate::db::{self, Code};
use crate::error::{ApiError, ApiResult};

/// Checks the message and adds the recipient.
pub(super) fn check(situation: &Situation<'_>, asked: &EmailParameters) -> ApiResult<Checked> {
    let message = asked.message.as_deref().map(text::lines);
    if message.as_deref().is_some_and(str::is_empty) {
        let text = "Écrivez un message, ou laissez n8n écrire le sien.";
        return Err(ApiError::field("message", FieldCode::Longueur, text));
    }
    // Stored, because the address of the record may change before n8n sends the email.
    let email = situation.email.map(ToOwned::to_owned);
    let parameters = EmailParameters { email, message, ..asked.clone() };
    Ok(Checked::without_session(ActionParameters::Email(parameters)))
}

/// Returns the webhook fields: request of the prospect, recipient, purpose, message.
pub(super) async fn payload(
    conn: &AsyncPgConnection,
    contact: &Contact,
    asked: &EmailParameters,
) -> QueryResult<Map<String, Value>> {
    let mut own = contact.wish(conn).await?;
    own.insert("email".into(), json!(asked.email));
    own.insert("typeEmail".into(), json!(asked.type_email));
    own.insert("message".into(), json!(asked.message));
    Ok(own)
}

/// Returns the result of a success; every field is optional.
pub(super) fn result(rappel: &CompleteActionRequest) -> EmailResult {
    EmailResult {
        objet: rappel.objet.clone(),
        contenu: rappel.contenu.clone(),
        message_id: rappel.message_id.clone(),
    }
}

/// Adds the email to the history of exchanges.
pub(super) async fn succeed(
    conn: &mut AsyncPgConnection,
    context: Context<'_>,
    made: &EmailResult,
) -> ApiResult<Announcement> {
    let asked: EmailParameters = context.action.parameters()?;
    let email = NewEmail {
        id_prospect: context.action.id_prospect.0.as_str(),
        sens: Code(SensEmail::Sortant),
        objet: made.objet.as_deref(),
        resume: None,
        contenu: made.contenu.as_deref().or(asked.message.as_deref()),
        // n8n does not give its sender address, so the entry names the person who asked.
        expediteur: &context.action.demande_par,
        destinataire: asked.email.as_deref().unwrap_or_default(),
        date_envoi: context.state.clock.now(),
        message_id: made.message_id.as_deref(),
    };
    // n8n may have logged this email already; then its Message-ID is known, and nothing is inserted.
    db::emails::insert(conn, &email).await?;
    Ok(context.done("l’e-mail a été envoyé"))
}
