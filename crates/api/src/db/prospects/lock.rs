//! Locks a prospect for the transaction that changes it.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use common::{IdProspect, StatutProspect};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::db::Code;
use crate::db::prepared::Prepared;
use crate::db::schema::prospects;

/// The columns of a locked prospect that the action engine needs.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = prospects)]
pub struct LockedProspect {
    /// Identifier.
    pub id_prospect: String,
    /// Family name.
    pub nom: String,
    /// Given name.
    pub prenom: String,
    /// Email addresses, the main one first.
    emails: Vec<Option<String>>,
    telephones: Vec<Option<String>>,
    /// Street and number.
    pub adresse: Option<String>,
    /// Postal code.
    pub code_postal: Option<String>,
    /// City.
    pub ville: Option<String>,
    statut_prospect: Code<StatutProspect>,
    /// Code of the requested formation.
    pub formation_souhaitee: Option<String>,
    /// Version of the record, incremented by each change.
    pub version: i32,
}

impl LockedProspect {
    /// Returns the main email address.
    pub fn email(&self) -> Option<&str> {
        self.emails.iter().flatten().map(String::as_str).next()
    }

    /// Returns the email addresses and the telephone numbers, the latter in E.164.
    pub fn coordinates(&self) -> (Vec<String>, Vec<String>) {
        let known = |column: &[Option<String>]| column.iter().flatten().cloned().collect();
        (known(&self.emails), known(&self.telephones))
    }

    /// Returns the given name and the family name, such as "Marie Dumitru".
    pub fn nom_complet(&self) -> String {
        common::auth::nom_complet(&self.prenom, &self.nom)
    }

    /// Returns the statut of the prospect.
    pub fn statut(&self) -> StatutProspect {
        self.statut_prospect.0
    }
}

/// Locks a prospect until the end of the transaction. Others may still read it and insert rows that refer to it.
/// Returns `None` for an anonymised prospect, which never changes.
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

/// Locks prospects until the end of the transaction, in the order of [`lock_versions`]. Leaves out anonymised prospects,
/// which never change.
pub async fn lock_all(
    conn: &mut AsyncPgConnection,
    ids: &[IdProspect],
) -> QueryResult<HashMap<IdProspect, LockedProspect>> {
    let rows: Vec<(Code<IdProspect>, LockedProspect)> = prospects::table
        .filter(prospects::id_prospect.eq_any(ids.iter().map(IdProspect::as_str)))
        .filter(prospects::date_anonymisation.is_null())
        .order(prospects::id_prospect)
        .select((prospects::id_prospect, LockedProspect::as_select()))
        .for_no_key_update()
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(Code(id), row)| (id, row)).collect())
}

/// Locks those of these prospects that no other transaction holds, until the end of the transaction. Leaves out
/// anonymised prospects, which never change.
pub async fn lock_free(
    conn: &mut AsyncPgConnection,
    ids: &[&str],
) -> QueryResult<HashMap<IdProspect, LockedProspect>> {
    let rows: Vec<(Code<IdProspect>, LockedProspect)> = prospects::table
        .filter(prospects::id_prospect.eq_any(ids))
        .filter(prospects::date_anonymisation.is_null())
        .select((prospects::id_prospect, LockedProspect::as_select()))
        .for_no_key_update()
        .skip_locked()
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(Code(id), row)| (id, row)).collect())
}

/// Locks prospects until the end of the transaction, even anonymised ones, in one order, so that transactions do not
/// deadlock. Returns the version of each.
pub async fn lock_versions(
    conn: &mut AsyncPgConnection,
    ids: &[IdProspect],
) -> QueryResult<HashMap<IdProspect, i32>> {
    let rows: Vec<(Code<IdProspect>, i32)> = prospects::table
        .filter(prospects::id_prospect.eq_any(ids.iter().map(IdProspect::as_str)))
        .order(prospects::id_prospect)
        .select((prospects::id_prospect, prospects::version))
        .for_no_key_update()
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(Code(id), version)| (id, version)).collect())
}

/// Returns true when an email of a prospect is later than this instant.
pub async fn wrote_after(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
    instant: DateTime<Utc>,
) -> QueryResult<bool> {
    let found = prospects::table.find(id.as_str()).filter(prospects::date_dernier_entrant.gt(instant));
    diesel::select(diesel::dsl::exists(found)).get_result(conn).await
}

/// Returns those of these identifiers that prospects have.
pub async fn list_known(
    conn: &mut AsyncPgConnection,
    ids: &[IdProspect],
) -> QueryResult<HashSet<IdProspect>> {
    let known: Vec<Code<IdProspect>> = prospects::table
        .filter(prospects::id_prospect.eq_any(ids.iter().map(IdProspect::as_str)))
        .select(prospects::id_prospect)
        .load(conn)
        .await?;
    Ok(known.into_iter().map(|Code(id)| id).collect())
}

/// Sets the statut of a prospect and increments its version. A trigger removes the reason of a loss.
pub async fn set_statut(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
    statut: StatutProspect,
) -> QueryResult<()> {
    Prepared(diesel::update(prospects::table.find(id.as_str())).set((
        prospects::statut_prospect.eq(statut.as_str()),
        prospects::version.eq(prospects::version + 1),
    )))
    .execute(conn)
    .await?;
    Ok(())
}
