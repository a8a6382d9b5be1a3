//! Rules of `GENERER_DEVIS`: n8n makes a quote as a PDF and sends it to nobody.

use common::rappel::ConversionCompleteRequest;
use common::{ErreurChamp, TypeAction};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};

use super::announce::Announcement;
use super::kind::{Context, Kind};
use super::result::{https_link, required};
use crate::db::actions::ActionRow;
use crate::db::prospects::Contact;
use crate::error::ApiResult;

/// The rules of a quote.
pub(super) struct GenererDevis;

impl Kind for GenererDevis {
    fn type_action(&self) -> TypeAction {
        TypeAction::GenererDevis
    }

    fn webhook_path(&self) -> &'static str {
        "prospect/generer-devis"
    }

    fn payload<'a>(
        &'a self,
        conn: &'a mut AsyncPgConnection,
        _action: &'a ActionRow,
        contact: &'a Contact,
    ) -> BoxFuture<'a, QueryResult<Map<String, Value>>> {
        Box::pin(async move {
            let mut own = contact.wish(conn).await?;
            own.insert("adresse".into(), json!(contact.adresse));
            own.insert("codePostal".into(), json!(contact.code_postal));
            own.insert("ville".into(), json!(contact.ville));
            Ok(own)
        })
    }

    fn result(&self, rappel: &ConversionCompleteRequest) -> Result<Value, Vec<ErreurChamp>> {
        let mut erreurs = Vec::new();
        required(&mut erreurs, "lienDevis", rappel.lien_devis.as_deref());
        let lien = https_link(&mut erreurs, "lienDevis", rappel.lien_devis.as_deref());
        let result = json!({ "numeroDevis": rappel.numero_devis, "lienDevis": lien });
        if erreurs.is_empty() { Ok(result) } else { Err(erreurs) }
    }

    fn succeed<'a>(
        &'a self,
        _conn: &'a mut AsyncPgConnection,
        context: Context<'a>,
        resultat: &'a Value,
    ) -> BoxFuture<'a, ApiResult<Announcement>> {
        Box::pin(async move {
            let what = match resultat["numeroDevis"].as_str() {
                Some(numero) => format!("le devis {numero} est prêt"),
                None => "le devis est prêt".to_owned(),
            };
            Ok(context.done(&what))
        })
    }
}
