//! The list: first the identifiers of a page, from indexes alone where they suffice; then those rows.

use std::collections::HashMap;

use common::{Sort, SortKey, StatutAction, TypeAction};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Int2, Int4, Record, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::counts::{CEILING, Total, count_maintained};
use super::filters::ProspectFilters;
use super::found::{self, list_found};
use super::row::ProspectRow;
use super::sort::{Position, PositionKey};
use super::statement::First;
use crate::db::Code;
use crate::db::schema::{conversions_en_cours, formations, prospects};

/// From where identifiers are read.
#[derive(Debug, Clone)]
pub enum Window {
    /// After so many rows.
    Offset(i64),
    /// Behind this place.
    After(Position),
    /// Before this place: read backwards, the nearest first.
    Before(Position),
}

impl Window {
    /// Whether keys go up while rows are read in this window of the order `sort`.
    pub(super) fn is_ascending(&self, sort: Sort) -> bool {
        sort.descending == matches!(self, Self::Before(_))
    }
}

pub(super) type Rows<'a> = prospects::BoxedQuery<'a, Pg>;

/// Rows beyond a place, in the order of a column and the tie-breaker. A row comparison, so that one index range holds
/// them however many rows share a key.
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

/// What [`list_ids`] gives, and how many rows match.
pub async fn list_page(
    conn: &AsyncPgConnection,
    filters: &ProspectFilters,
    sort: Sort,
    window: &Window,
    limit: i64,
) -> QueryResult<(Vec<String>, Total)> {
    if filters.search.is_none() {
        return futures_util::try_join!(
            list_ids(conn, filters, sort, window, limit),
            count_maintained(conn, filters)
        );
    }
    let found = list_found(conn, filters, sort.key).await?;
    let rows = i64::try_from(found.len()).unwrap_or(i64::MAX);
    if rows <= CEILING {
        return Ok((found::ids(found, sort, window, limit), Total { rows, exact: true }));
    }
    let ids = list_ids(conn, filters, sort, window, limit).await?;
    Ok((ids, Total { rows: CEILING, exact: false }))
}

/// Identifiers of at most `limit` rows that match, in the order of `sort`; those of [`Window::Before`] in the opposite one.
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
    First { query, limit, offset, own_plan: filters.needs_own_plan() }.load(&mut &*conn).await
}

/// The rows of `query` in the order of `key`, those beyond a place when there is one.
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

/// These prospects in the order of `ids`, each with its running action, the last one asked when there are several.
/// Identifiers of prospects that are gone give nothing.
pub async fn list_by_ids(
    conn: &AsyncPgConnection,
    ids: &[String],
) -> QueryResult<Vec<(ProspectRow, Option<TypeAction>)>> {
    let running = conversions_en_cours::table
        .filter(conversions_en_cours::id_prospect.eq(prospects::id_prospect))
        .filter(conversions_en_cours::statut_action.eq(StatutAction::EnCours.as_str()))
        .order(conversions_en_cours::id_conversion.desc())
        .select(conversions_en_cours::type_action)
        .limit(1)
        .single_value();
    let rows: Vec<(ProspectRow, Option<Code<TypeAction>>)> = prospects::table
        .left_join(formations::table.on(prospects::formation_souhaitee.eq(formations::code.nullable())))
        .filter(prospects::id_prospect.eq_any(ids))
        .select((ProspectRow::as_select(), running))
        .load(&mut &*conn)
        .await?;
    let mut by_id: HashMap<String, _> = rows
        .into_iter()
        .map(|(row, action)| (row.id().as_str().to_owned(), (row, action.map(|code| code.0))))
        .collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}
