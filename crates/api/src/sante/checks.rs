//! Checks that the health report and the command `doctor` share.

use chrono::NaiveDate;
use common::sante::SanteCatalogue;
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use crate::config::RgpdConfig;
use crate::db;
use crate::db::catalogue::SessionFilters;

/// Counts the active formations and the coming sessions that prospects can be converted into.
pub async fn catalogue(conn: &mut AsyncPgConnection, today: NaiveDate) -> QueryResult<SanteCatalogue> {
    let formations = db::catalogue::list_formations(conn, false).await?;
    let coming = SessionFilters { from: Some(today), ..SessionFilters::default() };
    let sessions = db::catalogue::list_sessions(conn, &coming, today).await?;
    let open = sessions.iter().filter(|one| one.statut_session.takes_candidates() && !one.complete);
    Ok(SanteCatalogue {
        formations_actives: formations.len().try_into().unwrap_or(u64::MAX),
        sessions_ouvertes: open.count().try_into().unwrap_or(u64::MAX),
    })
}

/// Returns true when the opposition list can be read: its key is configured, or the list is empty.
pub async fn is_opposition_readable(conn: &mut AsyncPgConnection, config: &RgpdConfig) -> QueryResult<bool> {
    Ok(config.hmac_key.is_some() || db::oppositions::is_empty(conn).await?)
}
