//! Rules of `ENVOYER_DOSSIER`: n8n sends the application form to the prospect.

use common::rappel::ConversionCompleteRequest;
use common::{ErreurChamp, StatutProspect, TypeAction};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};

use super::announce::Announcement;
use super::kind::{Checked, Context, Kind};
use super::request::StartRequest;
use super::result::https_link;
use super::situation::Situation;
use crate::contact;
use crate::db;
use crate::db::actions::ActionRow;
use crate::db::prospects::Contact;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// The rules of sending the form.
pub(super) struct EnvoyerDossier;

impl Kind for EnvoyerDossier {
    fn type_action(&self) -> TypeAction {
        TypeAction::EnvoyerDossier
    }

    fn webhook_path(&self) -> &'static str {
        "prospect/envoyer-dossier"
    }

    fn contacts_person(&self) -> bool {
        true
    }

    fn refusal(&self, situation: &Situation<'_>) -> Option<ApiError> {
        situation.already_candidate()
    }

    fn check<'a>(
        &'a self,
        _conn: &'a mut AsyncPgConnection,
        _state: &'a AppState,
        situation: &'a Situation<'a>,
        request: &'a StartRequest<'a>,
    ) -> BoxFuture<'a, ApiResult<Checked>> {
        Box::pin(async move {
            let typed = request.parametres["email"].as_str();
            let email = match (typed, situation.without_email()) {
                (Some(typed), _) => contact::email::email("email", typed)?,
                (None, Some(missing)) => return Err(missing),
                (None, None) => situation.email.unwrap_or_default().to_owned(),
            };
            let parametres = Map::from_iter([("email".to_owned(), json!(email))]);
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
            own.insert("email".into(), action.parametres["email"].clone());
            if let Some(code) = &contact.formation_souhaitee {
                let documents = db::catalogue::list_documents(conn, code).await?;
                own.insert("documentsRequis".into(), json!(documents));
            }
            Ok(own)
        })
    }

    fn result(&self, rappel: &ConversionCompleteRequest) -> Result<Value, Vec<ErreurChamp>> {
        let mut erreurs = Vec::new();
        let lien = https_link(&mut erreurs, "lienFormulaire", rappel.lien_formulaire.as_deref());
        let result = json!({ "lienFormulaire": lien });
        if erreurs.is_empty() { Ok(result) } else { Err(erreurs) }
    }

    fn succeed<'a>(
        &'a self,
        conn: &'a mut AsyncPgConnection,
        context: Context<'a>,
        _resultat: &'a Value,
    ) -> BoxFuture<'a, ApiResult<Announcement>> {
        Box::pin(async move {
            // Keep the statut of a prospect who was converted in the meantime.
            if context.prospect.statut() != StatutProspect::Candidat {
                let id = &context.action.id_prospect.0;
                db::prospects::set_statut(conn, id, StatutProspect::EnAttenteDossier).await?;
            }
            Ok(context.done("le dossier de candidature a été envoyé"))
        })
    }
}
