//! Rules of `ENVOYER_DOSSIER`: n8n sends the application form to the prospect.

use common::action_parameters::DossierParameters;
use common::action_result::DossierResult;
use common::rappel::CompleteActionRequest;
use common::{ErreurChamp, StatutProspect};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use serde_json::{Map, Value, json};

use super::announce::Announcement;
use super::parameters::ActionParameters;
use super::result::https_link;
use super::rules::{Checked, Context};
use super::situation::Situation;
use crate::contact;
use crate::db;
use crate::db::prospects::Contact;
use crate::error::ApiResult;

/// Checks the typed recipient, or else chooses the main address.
pub(super) fn check(situation: &Situation<'_>, asked: &DossierParameters) -> ApiResult<Checked> {
    let email = match (&asked.email, situation.without_email()) {
        (Some(typed), _) => contact::email::email("email", typed)?,
        (None, Some(missing)) => return Err(missing),
        (None, None) => situation.email.unwrap_or_default().to_owned(),
    };
    let parameters = DossierParameters { email: Some(email), ..asked.clone() };
    Ok(Checked::without_session(ActionParameters::Dossier(parameters)))
}

/// Returns the webhook fields: request of the prospect, recipient, required documents.
pub(super) async fn payload(
    conn: &AsyncPgConnection,
    contact: &Contact,
    asked: &DossierParameters,
) -> QueryResult<Map<String, Value>> {
    let mut own = contact.wish(conn).await?;
    own.insert("email".into(), json!(asked.email));
    if let Some(code) = &contact.formation_souhaitee {
        let documents = db::catalogue::list_documents(conn, code).await?;
        own.insert("documentsRequis".into(), json!(documents));
    }
    Ok(own)
}

/// Returns the result of a success, or the invalid fields.
pub(super) fn result(rappel: &CompleteActionRequest) -> Result<DossierResult, Vec<ErreurChamp>> {
    let mut erreurs = Vec::new();
    let lien_formulaire = https_link(&mut erreurs, "lienFormulaire", rappel.lien_formulaire.as_deref());
    if erreurs.is_empty() { Ok(DossierResult { lien_formulaire }) } else { Err(erreurs) }
}

/// Moves the prospect to `EN_ATTENTE_DOSSIER`.
pub(super) async fn succeed(conn: &mut AsyncPgConnection, context: Context<'_>) -> ApiResult<Announcement> {
    // Keep the statut of a prospect who was converted in the meantime.
    if context.prospect.statut() != StatutProspect::Candidat {
        let id = &context.action.id_prospect.0;
        db::prospects::set_statut(conn, id, StatutProspect::EnAttenteDossier).await?;
    }
    Ok(context.done("le dossier de candidature a été envoyé"))
}
