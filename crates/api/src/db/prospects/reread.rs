//! Walks all records, so that a newer rule can normalise them again.

use common::IdProspect;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::record::Record;
use crate::db::Code;
use crate::db::schema::prospects;

/// Lists records after an identifier, by identifier. Anonymised records are skipped.
pub async fn list_records_after(
    conn: &mut AsyncPgConnection,
    after: &str,
    limit: i64,
) -> QueryResult<Vec<(Code<IdProspect>, Record)>> {
    prospects::table
        .filter(prospects::id_prospect.gt(after))
        .filter(prospects::date_anonymisation.is_null())
        .order(prospects::id_prospect)
        .limit(limit)
        .select((prospects::id_prospect, Record::as_select()))
        .load(conn)
        .await
}

/// Lists the other records that have one of these addresses or numbers.
pub async fn list_others_with(
    conn: &mut AsyncPgConnection,
    id: &IdProspect,
    emails: &[Option<String>],
    telephones: &[Option<String>],
) -> QueryResult<Vec<String>> {
    let shared = prospects::emails.overlaps_with(emails).or(prospects::telephones.overlaps_with(telephones));
    prospects::table
        .filter(prospects::id_prospect.ne(id.as_str()).and(shared))
        .order(prospects::id_prospect)
        .select(prospects::id_prospect)
        .load(conn)
        .await
}
