//! Queries on `relectures`: the progress of one-time passes that normalise stored values with a newer rule.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

use super::schema::relectures;

/// Adds a pass that has processed nothing yet, unless one of this name exists.
pub async fn begin(conn: &mut AsyncPgConnection, nom: &str) -> QueryResult<()> {
    diesel::insert_into(relectures::table)
        .values(relectures::nom.eq(nom))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Loads the last processed record and the report so far, locked until the end of the transaction. Returns `None`
/// once the pass is finished.
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

/// Records the last processed record and the report so far.
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

/// Records the final report and the end of a pass.
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
