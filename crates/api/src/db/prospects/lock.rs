//! A prospect under the lock of the transaction that changes it.

use common::{IdProspect, StatutProspect};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::db::Code;
use crate::db::schema::prospects;

/// What the action engine needs of the prospect that it has locked.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = prospects)]
pub struct LockedProspect {
    /// Identifier.
    pub id_prospect: String,
    /// Family name.
    pub nom: String,
    /// Given name.
    pub prenom: String,
    /// Every address, the main one first.
    emails: Vec<Option<String>>,
    telephones: Vec<Option<String>>,
    /// Street and number.
    pub adresse: Option<String>,
    /// Postal code.
    pub code_postal: Option<String>,
    /// City.
    pub ville: Option<String>,
    statut_prospect: Code<StatutProspect>,
    /// Code of the formation wished for.
    pub formation_souhaitee: Option<String>,
    /// Goes up at each change.
    pub version: i32,
}

impl LockedProspect {
    /// The main email address.
    pub fn email(&self) -> Option<&str> {
        self.emails.iter().flatten().map(String::as_str).next()
    }

    /// Every email address, and every telephone number in E.164.
    pub fn coordinates(&self) -> (Vec<String>, Vec<String>) {
        let known = |column: &[Option<String>]| column.iter().flatten().cloned().collect();
        (known(&self.emails), known(&self.telephones))
    }

    /// "Marie Dumitru".
    pub fn nom_complet(&self) -> String {
        format!("{} {}", self.prenom, self.nom).trim().to_owned()
    }

    /// Where the prospect stands.
    pub fn statut(&self) -> StatutProspect {
        self.statut_prospect.0
    }
}

/// Locks a prospect until the end of the transaction. Others may still read it and insert rows that refer to it. Nobody
/// changes an anonymised one: there is none to lock.
pub async fn lock(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<Option<LockedProspect>> {
    prospects::table
        .find(id.as_str())
        .filter(prospects::date_anonymisation.is_null())
        .select(LockedProspect::as_select())
        .for_no_key_update()
        .get_result(conn)
        .await
        .optional()
}

/// Moves a prospect to `statut`; its version goes up.
pub async fn set_statut(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
    statut: StatutProspect,
) -> QueryResult<()> {
    diesel::update(prospects::table.find(id.as_str()))
        .set((prospects::statut_prospect.eq(statut.as_str()), prospects::version.eq(prospects::version + 1)))
        .execute(conn)
        .await?;
    Ok(())
}
