//! Views with their totals.

use common::auth::Utilisateur;
use common::vue::Vue;
use diesel_async::AsyncPgConnection;
use futures_util::future::try_join_all;

use super::requete::understand;
use crate::db;
use crate::db::prospects::ProspectFilters;
use crate::db::vues::VueRow;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// Adds the totals to views. The counts are sent to the database together, without waiting for each other.
pub(super) async fn show(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    person: &Utilisateur,
    rows: Vec<VueRow>,
) -> ApiResult<Vec<Vue>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let formations = db::catalogue::list_formations(conn, true).await?;
    let codes = formations.into_iter().map(|formation| formation.code).collect();
    let mut read: Vec<(ProspectFilters, Vec<String>)> = Vec::with_capacity(rows.len());
    for row in &rows {
        let understood = understand(&row.requete, &codes)?;
        let filters = understood.filters.filters(conn, &state.clock, person).await?;
        read.push((filters, understood.ignored));
    }
    let conn = &*conn;
    let totals = try_join_all(read.iter().map(|(filters, _)| db::prospects::total(conn, filters))).await?;
    let views = rows.into_iter().zip(read).zip(totals);
    Ok(views
        .map(|((row, (_, ignore)), total)| Vue {
            portee: row.portee(),
            id_vue: row.id_vue.0,
            nom: row.nom,
            requete: row.requete,
            ordre: row.ordre,
            total: total.rows,
            total_exact: total.exact,
            ignore,
            version: row.version,
        })
        .collect())
}

/// Adds the total to one view.
pub(super) async fn show_one(state: &AppState, person: &Utilisateur, row: VueRow) -> ApiResult<Vue> {
    let mut conn = state.pool.get().await?;
    let shown = show(&mut conn, state, person, vec![row]).await?.pop();
    shown.ok_or_else(|| ApiError::internal(anyhow::anyhow!("a view without its total")))
}
