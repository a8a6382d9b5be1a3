//! Exports the personal data of one prospect (GDPR article 15), as whole rows so that nothing is left out.

use std::collections::BTreeMap;

use common::auth::Utilisateur;
use common::rgpd::DonneesPersonnelles;
use common::{EvenementSecurite, IdProspect, OperationAudit};
use diesel_async::AsyncConnection as _;
use serde_json::Value;

use crate::camel_case::camel_case;
use crate::db;
use crate::db::journal_securite::{Client, NewEntree};
use crate::error::{ApiError, ApiResult};
use crate::export_slots::begin_export;
use crate::state::AppState;

type Rows = Vec<BTreeMap<String, Value>>;

/// Returns all data of a prospect, including the audit entry of this export.
///
/// # Errors
/// 404 for an unknown prospect; 429 while too many exports run for this person.
pub async fn export_person(
    state: &AppState,
    person: &Utilisateur,
    client: &Client,
    id: &IdProspect,
) -> ApiResult<DonneesPersonnelles> {
    let now = state.clock.now();
    let mut conn = state.pool.get().await?;
    let held = conn
        .transaction::<_, ApiError, _>(async |conn| {
            begin_export(conn, person.id_utilisateur).await?;
            if !db::prospects::exists(conn, id).await? {
                return Err(ApiError::not_found("Ce prospect"));
            }
            db::audit::insert(conn, id, OperationAudit::ExportPersonne, &[], &person.into(), now).await?;
            let entry = NewEntree::new(EvenementSecurite::ExportPersonne, now).from(client);
            entry.by(person.id_utilisateur).detail(id.as_str()).insert(conn).await?;
            Ok(db::rgpd::export(conn, id).await?)
        })
        .await?;
    let tables: BTreeMap<String, Rows> = serde_json::from_value(held).map_err(ApiError::internal)?;
    let donnees = tables
        .into_iter()
        .map(|(table, rows)| (camel_case(&table).into_owned(), rows.into_iter().map(named).collect()));
    Ok(DonneesPersonnelles { id_prospect: id.clone(), date_export: now.into(), donnees: donnees.collect() })
}

/// Renames columns to their JSON fields.
fn named(row: BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    row.into_iter().map(|(column, value)| (camel_case(&column).into_owned(), value)).collect()
}
