//! Retention of prospects, counted from their last own contact. Candidates are excluded: their file has its own legal
//! basis (the contract, and the school's legal obligations).

use chrono::{DateTime, Months, Utc};
use common::rgpd::Echeance;
use common::{Liste, Pagination};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use crate::db;
use crate::state::AppState;

/// Returns the end of the retention period for a last contact at `dernier`.
pub(super) fn echeance(dernier: DateTime<Utc>, retention: Months) -> DateTime<Utc> {
    dernier.checked_add_months(retention).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// Lists a page of prospects whose retention period is over, oldest contact first.
pub async fn list_echeances(
    conn: &AsyncPgConnection,
    state: &AppState,
    page: i64,
    limit: i64,
) -> QueryResult<Liste<Echeance>> {
    let retention = state.config.rgpd.retention;
    let limit_date = state.clock.now().checked_sub_months(retention).unwrap_or(DateTime::<Utc>::MIN_UTC);
    let (rows, total) = db::prospects::list_due(conn, limit_date, (page - 1) * limit, limit).await?;
    let data = rows.into_iter().map(|row| Echeance {
        id_prospect: row.id_prospect.0,
        nom: row.nom,
        prenom: row.prenom,
        dernier_contact_entrant: row.date_debut_conservation.into(),
        date_echeance: echeance(row.date_debut_conservation, retention).into(),
    });
    let pagination = Pagination { total_exact: total.exact, ..Pagination::numbered(page, limit, total.rows) };
    Ok(Liste { data: data.collect(), pagination })
}
