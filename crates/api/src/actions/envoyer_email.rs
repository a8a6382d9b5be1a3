//! Rules of `ENVOYER_EMAIL`: n8n sends an email to the prospect, and the service adds it to the history of exchanges.

use common::rappel::ConversionCompleteRequest;
use common::{ErreurChamp, SensEmail, TypeAction};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};

use super::announce::Announcement;
use super::kind::{Checked, Context, Kind};
use super::request::StartRequest;
use super::situation::Situation;
use crate::contact::text;
use crate::db::actions::ActionRow;
use crate::db::emails::NewEmail;
use crate::db::prospects::Contact;
use crate::db::{self, Code};
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// The rules of an email.
pub(super) struct EnvoyerEmail;

impl Kind for EnvoyerEmail {
    fn type_action(&self) -> TypeAction {
        TypeAction::EnvoyerEmail
    }

    fn webhook_path(&self) -> &'static str {
        "prospect/envoyer-email"
    }

    fn contacts_person(&self) -> bool {
        true
    }

    fn refusal(&self, situation: &Situation<'_>) -> Option<ApiError> {
        situation.without_email()
    }

    fn check<'a>(
        &'a self,
        _conn: &'a mut AsyncPgConnection,
        _state: &'a AppState,
        situation: &'a Situation<'a>,
        request: &'a StartRequest<'a>,
    ) -> BoxFuture<'a, ApiResult<Checked>> {
        Box::pin(async move {
            let message = request.parametres["message"].as_str().map(text::lines);
            if message.as_deref().is_some_and(str::is_empty) {
                let text = "Écrivez un message, ou laissez n8n écrire le sien.";
                return Err(ApiError::field("message", "LONGUEUR", text));
            }
            let parametres = Map::from_iter([
                ("typeEmail".to_owned(), request.parametres["typeEmail"].clone()),
                ("message".to_owned(), json!(message)),
                // Stored, because the address of the record may change before n8n sends the email.
                ("email".to_owned(), json!(situation.email)),
            ]);
            Ok(Checked { parametres, ..Checked::default() })
        })
    }

    fn payload<'a>(
        &'a self,
        conn: &'a mut AsyncPgConnection,
        action: &'a ActionRow,
        contact: &'a Contact,
    ) -> BoxFuture<'a, QueryResult<Map<String, Value>>> {
        Box::pin(async move {
            let mut own = contact.wish(conn).await?;
            for name in ["email", "typeEmail", "message"] {
                own.insert(name.to_owned(), action.parametres[name].clone());
            }
            Ok(own)
        })
    }

    fn result(&self, rappel: &ConversionCompleteRequest) -> Result<Value, Vec<ErreurChamp>> {
        Ok(json!({ "objet": rappel.objet, "contenu": rappel.contenu, "messageId": rappel.message_id }))
    }

    fn succeed<'a>(
        &'a self,
        conn: &'a mut AsyncPgConnection,
        context: Context<'a>,
        resultat: &'a Value,
    ) -> BoxFuture<'a, ApiResult<Announcement>> {
        Box::pin(async move {
            let asked = &context.action.parametres;
            let email = NewEmail {
                id_prospect: context.action.id_prospect.0.as_str(),
                sens: Code(SensEmail::Sortant),
                objet: resultat["objet"].as_str(),
                resume: None,
                contenu: resultat["contenu"].as_str().or(asked["message"].as_str()),
                // n8n does not give its sender address, so the entry names the person who asked.
                expediteur: &context.action.demande_par,
                destinataire: asked["email"].as_str().unwrap_or_default(),
                date_envoi: context.state.clock.now(),
                message_id: resultat["messageId"].as_str(),
            };
            // n8n may have logged this email already; then its Message-ID is known, and nothing is inserted.
            db::emails::insert(conn, &email).await?;
            Ok(context.done("l’e-mail a été envoyé"))
        })
    }
}
