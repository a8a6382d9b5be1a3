//! Lists prospects whose retention period is over. One index holds them in order, without candidates and anonymised
//! rows.

use chrono::{DateTime, Utc};
use common::IdProspect;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::counts::{Total, count_to_ceiling};
use super::statement::First;
use crate::db::Code;
use crate::db::schema::prospects;

/// A prospect whose retention period is over.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = prospects)]
pub struct DueRow {
    /// Identifier.
    pub id_prospect: Code<IdProspect>,
    /// Family name.
    pub nom: String,
    /// Given name.
    pub prenom: String,
    /// Date of the last contact that came from the prospect.
    pub date_debut_conservation: DateTime<Utc>,
}

/// Lists a page of the prospects whose last contact is at `limit_date` or earlier, oldest first, with their number,
/// counted up to 1 000.
pub async fn list_due(
    conn: &AsyncPgConnection,
    limit_date: DateTime<Utc>,
    offset: i64,
    limit: i64,
) -> QueryResult<(Vec<DueRow>, Total)> {
    let page = First { query: due_ids(limit_date), limit, offset, own_plan: false };
    let counted = count_to_ceiling(conn, due_ids(limit_date), false);
    let (ids, total): (Vec<String>, Total) = futures_util::try_join!(page.load(&mut &*conn), counted)?;
    let rows = prospects::table
        .filter(prospects::id_prospect.eq_any(ids))
        .order((prospects::date_debut_conservation, prospects::id_prospect))
        .select(DueRow::as_select())
        .load(&mut &*conn)
        .await?;
    Ok((rows, total))
}

fn due_ids<'a>(limit_date: DateTime<Utc>) -> prospects::BoxedQuery<'a, Pg, Text> {
    prospects::table
        .filter(prospects::visible)
        .filter(prospects::date_anonymisation.is_null())
        .filter(prospects::date_debut_conservation.le(limit_date))
        .order((prospects::date_debut_conservation, prospects::id_prospect))
        .select(prospects::id_prospect)
        .into_boxed()
}
