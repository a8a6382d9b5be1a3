//! Reads a prospect's contact data, for the payloads sent to n8n.

use common::{IdProspect, ModeFinancement};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Map, Value, json};

use crate::db::schema::prospects;
use crate::db::{Code, catalogue};

/// The name and contact data of a prospect.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = prospects)]
pub struct Contact {
    /// Family name.
    pub nom: String,
    /// Given name.
    pub prenom: String,
    emails: Vec<Option<String>>,
    telephones: Vec<Option<String>>,
    /// Street and number.
    pub adresse: Option<String>,
    /// Postal code.
    pub code_postal: Option<String>,
    /// City.
    pub ville: Option<String>,
    /// Code of the requested formation.
    pub formation_souhaitee: Option<String>,
    mode_financement: Option<Code<ModeFinancement>>,
}

impl Contact {
    /// Returns the main email address.
    pub fn email(&self) -> Option<&str> {
        self.emails.iter().flatten().map(String::as_str).next()
    }

    /// Returns the request of the prospect under its contract names: the formation, its price, the funding.
    pub async fn wish(&self, conn: &AsyncPgConnection) -> QueryResult<Map<String, Value>> {
        let formation = match &self.formation_souhaitee {
            Some(code) => catalogue::find_formation(conn, code).await?,
            None => None,
        };
        let mut wish = Map::new();
        wish.insert("formationSouhaitee".into(), json!(self.formation_souhaitee));
        wish.insert("nomFormation".into(), json!(formation.as_ref().map(|formation| &formation.nom)));
        wish.insert("dureeHeures".into(), json!(formation.as_ref().map(|formation| formation.duree_heures)));
        wish.insert("tarif".into(), json!(formation.as_ref().map(|formation| formation.tarif)));
        wish.insert("modeFinancement".into(), json!(self.mode_financement.as_ref().map(|mode| mode.0)));
        Ok(wish)
    }

    /// Returns all email addresses, and all telephone numbers in E.164.
    pub fn coordinates(&self) -> (Vec<String>, Vec<String>) {
        let known = |column: &[Option<String>]| column.iter().flatten().cloned().collect();
        (known(&self.emails), known(&self.telephones))
    }

    /// Returns the main telephone number, in E.164.
    pub fn telephone(&self) -> Option<&str> {
        self.telephones.iter().flatten().map(String::as_str).next()
    }
}

/// Loads the contact data of a prospect to which an action refers.
pub async fn find_contact(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<Contact> {
    prospects::table.find(id.as_str()).select(Contact::as_select()).first(conn).await
}

/// Returns the given name and the family name of a prospect.
pub async fn find_name(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<String> {
    let (prenom, nom): (String, String) =
        prospects::table.find(id.as_str()).select((prospects::prenom, prospects::nom)).first(conn).await?;
    Ok(common::auth::nom_complet(&prenom, &nom))
}

/// Returns true when the prospect exists.
pub async fn exists(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(prospects::table.find(id.as_str()))).get_result(conn).await
}
