//! Views with their totals.

use common::auth::Utilisateur;
use common::vue::Vue;
use diesel_async::AsyncPgConnection;
use futures_util::future::try_join_all;

use super::requete::{Understood, understand};
use crate::db;
use crate::db::vues::VueRow;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// Adds the totals to views. The statements of the views are sent to the database without waiting for each other.
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
    let conn = &*conn;
    let counted = try_join_all(rows.iter().map(async |row| {
        let Understood { filters, ignored } = understand(&row.requete, &codes)?;
        let filters = filters.filters(conn, &state.clock, person).await?;
        let total = db::prospects::total(conn, &filters).await?;
        Ok::<_, ApiError>((total, ignored))
    }))
    .await?;
    Ok(rows
        .into_iter()
        .zip(counted)
        .map(|(row, (total, ignore))| Vue {
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
