//! Queries on `oppositions`: the people who refuse contact, as keyed hashes of their addresses and numbers.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::schema::oppositions;

/// Adds these hashes to the list; returns how many are new.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    empreintes: &[Vec<u8>],
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    let rows: Vec<_> = empreintes
        .iter()
        .map(|empreinte| (oppositions::empreinte.eq(empreinte), oppositions::date_opposition.eq(now)))
        .collect();
    diesel::insert_into(oppositions::table).values(&rows).on_conflict_do_nothing().execute(conn).await
}

/// Returns those of these hashes that are on the list, each with the date of its opposition.
pub async fn list(
    conn: &AsyncPgConnection,
    empreintes: &[Vec<u8>],
) -> QueryResult<Vec<(Vec<u8>, DateTime<Utc>)>> {
    oppositions::table.filter(oppositions::empreinte.eq_any(empreintes)).load(&mut &*conn).await
}

/// Returns true when the list is empty.
pub async fn is_empty(conn: &AsyncPgConnection) -> QueryResult<bool> {
    diesel::select(diesel::dsl::not(diesel::dsl::exists(oppositions::table.select(oppositions::empreinte))))
        .get_result(&mut &*conn)
        .await
}
