//! Rules of `GENERER_DEVIS`: n8n makes a quote as a PDF and sends it to nobody.

use common::ErreurChamp;
use common::action_result::DevisResult;
use common::rappel::CompleteActionRequest;
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use serde_json::{Map, Value, json};

use super::announce::Announcement;
use super::result::{https_link, required};
use super::rules::Context;
use crate::db::prospects::Contact;

/// Returns the webhook fields: request and postal address of the prospect.
pub(super) async fn payload(conn: &AsyncPgConnection, contact: &Contact) -> QueryResult<Map<String, Value>> {
    let mut own = contact.wish(conn).await?;
    own.insert("adresse".into(), json!(contact.adresse));
    own.insert("codePostal".into(), json!(contact.code_postal));
    own.insert("ville".into(), json!(contact.ville));
    Ok(own)
}

/// Returns the result of a success, or the invalid fields.
pub(super) fn result(rappel: &CompleteActionRequest) -> Result<DevisResult, Vec<ErreurChamp>> {
    let mut erreurs = Vec::new();
    required(&mut erreurs, "lienDevis", rappel.lien_devis.as_deref());
    let lien_devis = https_link(&mut erreurs, "lienDevis", rappel.lien_devis.as_deref());
    let result = DevisResult { numero_devis: rappel.numero_devis.clone(), lien_devis };
    if erreurs.is_empty() { Ok(result) } else { Err(erreurs) }
}

/// Returns the notification of a success, which changes nothing else.
pub(super) fn announcement(context: Context<'_>, made: &DevisResult) -> Announcement {
    let what = match &made.numero_devis {
        Some(numero) => format!("le devis {numero} est prêt"),
        None => "le devis est prêt".to_owned(),
    };
    context.done(&what)
}
