//! Dates of the next touch that no request sets.

use chrono::{DateTime, Utc};
use common::IdProspect;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::db::schema::prospects;

/// Records when the next touch of a prospect was set. A trigger removes the mark of an answer to the former touch.
pub async fn set_touch_date(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(prospects::table.find(id.as_str()).filter(prospects::relance_le.is_not_null()))
        .set(prospects::relance_fixee_le.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// Marks the next touch of a prospect as answered by an email of this date, unless an earlier one has marked it. An
/// email from before the touch was set is no answer.
pub async fn mark_answered(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
    date_envoi: DateTime<Utc>,
) -> QueryResult<()> {
    let waiting = prospects::table
        .find(id.as_str())
        .filter(prospects::relance_fixee_le.le(date_envoi))
        .filter(prospects::relance_repondu_le.is_null());
    diesel::update(waiting).set(prospects::relance_repondu_le.eq(date_envoi)).execute(conn).await?;
    Ok(())
}
