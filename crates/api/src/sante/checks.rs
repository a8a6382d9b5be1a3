//! What the report and `doctor` both look at.

use chrono::NaiveDate;
use common::sante::SanteCatalogue;
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use crate::config::RgpdConfig;
use crate::db;
use crate::db::catalogue::SessionFilters;

/// What prospects can be converted into.
pub async fn catalogue(conn: &mut AsyncPgConnection, today: NaiveDate) -> QueryResult<SanteCatalogue> {
    let formations = db::catalogue::list_formations(conn, false).await?;
    let coming = SessionFilters { from: Some(today), ..SessionFilters::default() };
    let sessions = db::catalogue::list_sessions(conn, &coming).await?;
    let open = sessions.iter().filter(|one| one.statut_session.takes_candidates() && !one.complete);
    Ok(SanteCatalogue {
        formations_actives: formations.len().try_into().unwrap_or(u64::MAX),
        sessions_ouvertes: open.count().try_into().unwrap_or(u64::MAX),
    })
}

/// Whether people can come in: somebody is on the opposition list only if there is a key to read it with.
pub async fn is_opposition_readable(conn: &mut AsyncPgConnection, config: &RgpdConfig) -> QueryResult<bool> {
    Ok(config.hmac_key.is_some() || db::oppositions::is_empty(conn).await?)
}
