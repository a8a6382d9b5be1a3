//! `oppositions`: who does not want to be contacted, as fingerprints that only the key's holder can make.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::schema::oppositions;

/// Puts these on the list; returns how many were not on it.
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

/// Which of these are on the list, and since when.
pub async fn list(
    conn: &mut AsyncPgConnection,
    empreintes: &[Vec<u8>],
) -> QueryResult<Vec<(Vec<u8>, DateTime<Utc>)>> {
    oppositions::table.filter(oppositions::empreinte.eq_any(empreintes)).load(conn).await
}

/// Whether there is nobody on the list.
pub async fn is_empty(conn: &mut AsyncPgConnection) -> QueryResult<bool> {
    diesel::select(diesel::dsl::not(diesel::dsl::exists(oppositions::table.select(oppositions::empreinte))))
        .get_result(conn)
        .await
}
