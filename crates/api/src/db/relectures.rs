//! `relectures`: stored values that are read again, once, by a newer rule.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

use super::schema::relectures;

/// Adds a reading that has not begun, if there is none of this name.
pub async fn begin(conn: &mut AsyncPgConnection, nom: &str) -> QueryResult<()> {
    diesel::insert_into(relectures::table)
        .values(relectures::nom.eq(nom))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// The last record that was read and what was changed so far, locked until the end of the transaction; nothing once all
/// were read.
pub async fn lock(conn: &mut AsyncPgConnection, nom: &str) -> QueryResult<Option<(String, Value)>> {
    relectures::table
        .find(nom)
        .filter(relectures::date_fin.is_null())
        .select((relectures::dernier, relectures::bilan))
        .for_update()
        .first(conn)
        .await
        .optional()
}

/// Writes down how far a reading is.
pub async fn advance(
    conn: &mut AsyncPgConnection,
    nom: &str,
    dernier: &str,
    bilan: &Value,
) -> QueryResult<()> {
    diesel::update(relectures::table.find(nom))
        .set((relectures::dernier.eq(dernier), relectures::bilan.eq(bilan)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes down that all were read.
pub async fn finish(
    conn: &mut AsyncPgConnection,
    nom: &str,
    bilan: &Value,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(relectures::table.find(nom))
        .set((relectures::bilan.eq(bilan), relectures::date_fin.eq(now)))
        .execute(conn)
        .await?;
    Ok(())
}
