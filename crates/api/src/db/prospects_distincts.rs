//! Queries on `prospects_distincts`: pairs of prospects who share an address or number and are different people.

use chrono::{DateTime, Utc};
use common::IdProspect;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::schema::prospects_distincts;

/// Records that two prospects are different people, in any order. Returns true when the pair is new.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    one: &IdProspect,
    other: &IdProspect,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let inserted = diesel::insert_into(prospects_distincts::table)
        .values((
            prospects_distincts::id_prospect.eq(one.min(other).as_str()),
            prospects_distincts::id_autre.eq(one.max(other).as_str()),
            prospects_distincts::date_decision.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(inserted > 0)
}

/// Deletes the pair, in any order. Returns true when it existed.
pub async fn delete(conn: &mut AsyncPgConnection, one: &IdProspect, other: &IdProspect) -> QueryResult<bool> {
    let pair = (one.min(other).as_str(), one.max(other).as_str());
    Ok(diesel::delete(prospects_distincts::table.find(pair)).execute(conn).await? > 0)
}

/// Deletes every pair of a prospect.
pub async fn delete_of(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<()> {
    let theirs =
        prospects_distincts::id_prospect.eq(id.as_str()).or(prospects_distincts::id_autre.eq(id.as_str()));
    diesel::delete(prospects_distincts::table.filter(theirs)).execute(conn).await?;
    Ok(())
}
