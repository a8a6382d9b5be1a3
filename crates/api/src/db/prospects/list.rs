//! Reads a page of the list and its total in one statement, or first the identifiers of distant or sorted rows, from
//! indexes alone where possible, then the rows.

use std::collections::HashMap;

use common::prospect::ProspectResume;
use common::{Sort, SortKey, TypeAction};
use diesel::prelude::*;
use diesel::sql_types::{Int2, Int4, Record, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::counts::{CEILING, Total, count};
use super::filters::{ProspectFilters, Rows};
use super::found::{self, list_found};
use super::maintained::MaintainedTotal;
use super::row::ProspectRow;
use super::sort::{Position, PositionKey, Window};
use super::statement::{First, RUNNING_ACTION, Value, hidden_key};
use crate::db::Code;
use crate::db::schema::{formations, prospects, utilisateurs};

/// Selects the rows beyond a position, by a column and the tie-breaker (keyset pagination). A row comparison makes it
/// one index range, however many rows share a key.
macro_rules! walk {
    ($query:expr, $column:ident, $type:ty, $ascending:expr, $beyond:expr) => {{
        let place = || (prospects::$column, prospects::id_prospect).into_sql::<Record<($type, Text)>>();
        let query = match ($beyond, $ascending) {
            (None, _) => $query,
            (Some((key, id)), true) => {
                $query.filter(place().gt((key, id).into_sql::<Record<($type, Text)>>()))
            }
            (Some((key, id)), false) => {
                $query.filter(place().lt((key, id).into_sql::<Record<($type, Text)>>()))
            }
        };
        if $ascending {
            query.order((prospects::$column.asc(), prospects::id_prospect.asc()))
        } else {
            query.order((prospects::$column.desc(), prospects::id_prospect.desc()))
        }
    }};
}

/// A row of the list.
#[derive(Debug, Clone, Queryable)]
pub struct Listed {
    /// The columns of the prospect.
    pub row: ProspectRow,
    /// Its running action: the latest one when there are several.
    action: Option<Code<TypeAction>>,
    /// The sort key of the list, if the columns do not have it.
    hidden_key: Option<String>,
}

/// The columns of [`Listed`], and the number of rows of the list.
type ListedWithTotal = (ProspectRow, Option<Code<TypeAction>>, Option<String>, Option<i64>);

impl Listed {
    /// Returns the position in the order of `key`, by which the list was read.
    pub fn position(&self, key: SortKey) -> Position {
        let (row, hidden) = (&self.row, self.hidden_key.as_deref().unwrap_or_default());
        let key = match key {
            SortKey::DernierContact => PositionKey::DernierContact(row.date_dernier_contact),
            SortKey::PremierContact => PositionKey::PremierContact(row.date_premier_contact),
            SortKey::Nom => PositionKey::Nom(hidden.to_owned()),
            SortKey::Echanges => PositionKey::Echanges(row.nb_echanges),
            SortKey::Statut => PositionKey::Statut(hidden.parse().unwrap_or_default()),
        };
        Position { key, id_prospect: row.id().as_str().to_owned() }
    }

    /// Converts the row to the contract's summary.
    pub fn resume(self) -> ProspectResume {
        self.row.resume(self.action.map(|code| code.0))
    }
}

/// Joins the tables of the columns of the list to a query on prospects.
macro_rules! joined {
    ($query:expr) => {{
        let formation = prospects::formation_souhaitee.eq(formations::code.nullable());
        $query.left_join(formations::table.on(formation)).left_join(utilisateurs::table)
    }};
}

/// Returns at most `limit` rows that match, in the order of `sort`, and the number of rows that match;
/// [`Window::Before`] gives the reverse order.
pub async fn list_page(
    conn: &AsyncPgConnection,
    filters: &ProspectFilters,
    sort: Sort,
    window: &Window,
    limit: i64,
) -> QueryResult<(Vec<Listed>, Total)> {
    if filters.search.is_some() {
        return list_search(conn, filters, sort, window, limit).await;
    }
    let beyond = match window {
        Window::Offset(0) => None,
        Window::After(position) | Window::Before(position) => Some(position),
        Window::Offset(offset) => return list_numbered(conn, filters, sort, *offset, limit).await,
    };
    if filters.needs_own_plan() {
        return list_ids_first(conn, filters, sort, window, limit).await;
    }
    let walked = ordered(filters.sorted_rows(sort), sort.key, window.is_ascending(sort), beyond);
    let total = Value(MaintainedTotal::of(filters));
    let query = joined!(walked).select((ProspectRow::columns(), RUNNING_ACTION, hidden_key(sort.key), total));
    let rows: Vec<ListedWithTotal> =
        First { query, limit, offset: 0, own_plan: !filters.has_index(sort) }.load(&mut &*conn).await?;
    let total = match rows.as_slice() {
        [(.., total), ..] => Total { rows: total.unwrap_or_default(), exact: true },
        [] => count(conn, filters).await?,
    };
    let listed = |(row, action, hidden_key, _)| Listed { row, action, hidden_key };
    Ok((rows.into_iter().map(listed).collect(), total))
}

/// Lists the rows of a page that no index returns in order. The identifiers come first: rows that the page does not show
/// are then sorted without their columns.
async fn list_ids_first(
    conn: &AsyncPgConnection,
    filters: &ProspectFilters,
    sort: Sort,
    window: &Window,
    limit: i64,
) -> QueryResult<(Vec<Listed>, Total)> {
    let rows = async {
        let ids = list_ids(conn, filters, sort, window, limit).await?;
        list_by_ids(conn, &ids, sort.key).await
    };
    futures_util::try_join!(rows, count(conn, filters))
}

/// Lists the rows after the first `offset` ones. Skipped rows cost time, so the identifiers are read from the nearer end
/// of the list.
async fn list_numbered(
    conn: &AsyncPgConnection,
    filters: &ProspectFilters,
    sort: Sort,
    offset: i64,
    limit: i64,
) -> QueryResult<(Vec<Listed>, Total)> {
    let total = count(conn, filters).await?;
    let rest = total.rows - offset;
    let ids = if rest <= 0 {
        Vec::new()
    } else if offset <= rest {
        list_ids(conn, filters, sort, &Window::Offset(offset), limit).await?
    } else {
        let reversed = Sort { descending: !sort.descending, ..sort };
        let window = Window::Offset((rest - limit).max(0));
        let mut ids = list_ids(conn, filters, reversed, &window, limit.min(rest)).await?;
        ids.reverse();
        ids
    };
    Ok((list_by_ids(conn, &ids, sort.key).await?, total))
}

async fn list_search(
    conn: &AsyncPgConnection,
    filters: &ProspectFilters,
    sort: Sort,
    window: &Window,
    limit: i64,
) -> QueryResult<(Vec<Listed>, Total)> {
    let found = list_found(conn, filters, sort.key).await?;
    let rows = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let (ids, total) = if rows <= CEILING {
        (found::ids(found, sort, window, limit), Total { rows, exact: true })
    } else {
        (list_ids(conn, filters, sort, window, limit).await?, Total { rows: CEILING, exact: false })
    };
    Ok((list_by_ids(conn, &ids, sort.key).await?, total))
}

/// Lists the identifiers of at most `limit` rows that match, in the order of `sort`; [`Window::Before`] gives the
/// reverse order.
pub async fn list_ids(
    conn: &AsyncPgConnection,
    filters: &ProspectFilters,
    sort: Sort,
    window: &Window,
    limit: i64,
) -> QueryResult<Vec<String>> {
    let (offset, beyond) = match window {
        Window::Offset(offset) => (*offset, None),
        Window::After(position) | Window::Before(position) => (0, Some(position)),
    };
    let query = ordered(filters.sorted_rows(sort), sort.key, window.is_ascending(sort), beyond)
        .select(prospects::id_prospect);
    let own_plan = filters.needs_own_plan() || !filters.has_index(sort);
    First { query, limit, offset, own_plan }.load(&mut &*conn).await
}

/// Orders `query` by `key`, beyond a position if one is given.
pub(super) fn ordered<'a>(
    query: Rows<'a>,
    key: SortKey,
    ascending: bool,
    beyond: Option<&'a Position>,
) -> Rows<'a> {
    let id = |position: &'a Position| position.id_prospect.as_str();
    let instant = |position: &'a Position| match &position.key {
        PositionKey::DernierContact(at) | PositionKey::PremierContact(at) => Some((*at, id(position))),
        _ => None,
    };
    let text = |position: &'a Position| match &position.key {
        PositionKey::Nom(nom) => Some((nom.as_str(), id(position))),
        _ => None,
    };
    let number = |position: &'a Position| match position.key {
        PositionKey::Echanges(number) => Some((number, id(position))),
        _ => None,
    };
    let rank = |position: &'a Position| match position.key {
        PositionKey::Statut(rank) => Some((rank, id(position))),
        _ => None,
    };
    match key {
        SortKey::DernierContact => {
            walk!(query, date_dernier_contact, Timestamptz, ascending, beyond.and_then(instant))
        }
        SortKey::PremierContact => {
            walk!(query, date_premier_contact, Timestamptz, ascending, beyond.and_then(instant))
        }
        SortKey::Nom => walk!(query, nom_normalise, Text, ascending, beyond.and_then(text)),
        SortKey::Echanges => walk!(query, nb_echanges, Int4, ascending, beyond.and_then(number)),
        SortKey::Statut => walk!(query, rang_statut, Int2, ascending, beyond.and_then(rank)),
    }
}

/// Lists the first rows of a query, in its order.
pub(in crate::db) async fn list_rows(
    conn: &AsyncPgConnection,
    rows: Rows<'_>,
    limit: i64,
) -> QueryResult<Vec<Listed>> {
    let columns = (ProspectRow::columns(), RUNNING_ACTION, hidden_key(SortKey::DernierContact));
    let query = joined!(rows).select(columns);
    First { query, limit, offset: 0, own_plan: false }.load(&mut &*conn).await
}

/// Loads these prospects in the order of `ids`, which is that of `key`. Identifiers of deleted prospects are skipped.
pub async fn list_by_ids(conn: &AsyncPgConnection, ids: &[String], key: SortKey) -> QueryResult<Vec<Listed>> {
    let query = joined!(prospects::table.filter(prospects::id_prospect.eq_any(ids)));
    let rows: Vec<Listed> =
        query.select((ProspectRow::columns(), RUNNING_ACTION, hidden_key(key))).load(&mut &*conn).await?;
    let mut by_id: HashMap<String, Listed> =
        rows.into_iter().map(|listed| (listed.row.id().as_str().to_owned(), listed)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}
