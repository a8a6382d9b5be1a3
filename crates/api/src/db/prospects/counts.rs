//! Counts of prospects that match filters.
//!
//! Without a search, the counts come from totals that triggers maintain: exact at any table size. With a search, rows
//! are counted up to [`CEILING`].

use std::collections::BTreeMap;

use common::prospect::CompteursProspects;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::filters::{Facet, ProspectFilters};
use super::maintained::{FacetSums, Facets, MaintainedTotal};
use super::statement::{CountOf, First, Grouped};
use crate::db::schema::prospects;

/// Maximum that a search counts.
pub const CEILING: i64 = 1_000;

/// A count of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// The number of rows.
    pub rows: i64,
    /// True when the number is exact, false when it stops at [`CEILING`].
    pub exact: bool,
}

/// Counts the prospects that match, ignoring the search: from the maintained counts, or from the rows when a filter is
/// unknown to them.
pub(super) async fn count(conn: &AsyncPgConnection, filters: &ProspectFilters) -> QueryResult<Total> {
    if filters.counts_rows() {
        let rows = filters.rows().count().get_result(&mut &*conn).await?;
        return Ok(Total { rows, exact: true });
    }
    let rows: Option<i64> = MaintainedTotal::of(filters).get_result(&mut &*conn).await?;
    Ok(Total { rows: rows.unwrap_or_default(), exact: true })
}

/// Counts the prospects that match; with a search, up to [`CEILING`].
pub async fn total(conn: &AsyncPgConnection, filters: &ProspectFilters) -> QueryResult<Total> {
    if filters.search.is_none() {
        return count(conn, filters).await;
    }
    count_to_ceiling(conn, filters.ids(), true).await
}

/// Counts the rows of a query up to [`CEILING`]. With `own_plan`, PostgreSQL plans the query for its actual values.
pub(in crate::db) async fn count_to_ceiling(
    conn: &AsyncPgConnection,
    query: prospects::BoxedQuery<'_, Pg, Text>,
    own_plan: bool,
) -> QueryResult<Total> {
    let counted = CountOf(First { query, limit: CEILING + 1, offset: 0, own_plan });
    let found: i64 = counted.get_result(&mut &*conn).await?;
    Ok(Total { rows: found.min(CEILING), exact: found <= CEILING })
}

/// Number of rows that share these codes: statut, formation, financement.
type Group = (String, Option<String>, Option<String>, i64);

/// The counted rows of a filter.
struct Counted {
    groups: Vec<Group>,
    /// False when the count stops at [`CEILING`].
    exact: bool,
}

/// Counts, for each choice of each filter, the prospects it would show with the other filters kept. Choices with none
/// are omitted. With a search, each filter counts at most [`CEILING`] rows.
pub async fn count_facets(
    conn: &AsyncPgConnection,
    filters: &ProspectFilters,
) -> QueryResult<CompteursProspects> {
    if filters.search.is_none() && !filters.counts_rows() {
        return count_maintained(conn, filters).await;
    }
    let [statut, formation, financement] = Facet::ALL.map(|facet| filters.without(facet));
    let (statut, formation, financement) =
        futures_util::try_join!(found(conn, &statut), found(conn, &formation), found(conn, &financement))?;
    Ok(CompteursProspects {
        total_exact: statut.exact && formation.exact && financement.exact,
        statut: tally(statut.groups.into_iter().map(|(statut, _, _, rows)| (Some(statut), rows))),
        formation: tally(formation.groups.into_iter().map(|(_, formation, _, rows)| (formation, rows))),
        financement: tally(
            financement.groups.into_iter().map(|(_, _, financement, rows)| (financement, rows)),
        ),
    })
}

/// Reads the code and the sum of one filter from the sums of all.
type Choice = fn(&FacetSums) -> Option<(&String, Option<i64>)>;

/// Counts the choices of the filters from the maintained counts, in one statement.
async fn count_maintained(
    conn: &AsyncPgConnection,
    filters: &ProspectFilters,
) -> QueryResult<CompteursProspects> {
    let sums: Vec<FacetSums> = Facets::of(filters).load(&mut &*conn).await?;
    let of = |choice: Choice| {
        tally(
            sums.iter().filter_map(choice).map(|(code, rows)| (Some(code.clone()), rows.unwrap_or_default())),
        )
    };
    Ok(CompteursProspects {
        statut: of(|(statut, _, _, rows, _, _)| Some((statut.as_ref()?, *rows))),
        formation: of(|(_, formation, _, _, rows, _)| Some((formation.as_ref()?, *rows))),
        financement: of(|(_, _, financement, _, _, rows)| Some((financement.as_ref()?, *rows))),
        total_exact: true,
    })
}

/// Counts the rows that match by their codes. The rows that match a search are loaded, as groups of one, up to
/// [`CEILING`].
async fn found(conn: &AsyncPgConnection, filters: &ProspectFilters) -> QueryResult<Counted> {
    let columns = (prospects::statut_prospect, prospects::formation_souhaitee, prospects::mode_financement);
    let query = filters.rows().select(columns);
    if filters.search.is_none() {
        return Ok(Counted { groups: Grouped(query).load(&mut &*conn).await?, exact: true });
    }
    let mut rows: Vec<(String, Option<String>, Option<String>)> =
        First { query, limit: CEILING + 1, offset: 0, own_plan: true }.load(&mut &*conn).await?;
    let ceiling = usize::try_from(CEILING).unwrap_or(usize::MAX);
    let exact = rows.len() <= ceiling;
    rows.truncate(ceiling);
    Ok(Counted { groups: rows.into_iter().map(|(s, fo, fi)| (s, fo, fi, 1)).collect(), exact })
}

/// Merges the count deltas that triggers append: the sums stay, the number of rows falls.
pub async fn fold_counts(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    diesel::sql_query("SELECT prospects_effectifs_replier()").execute(conn).await?;
    Ok(())
}

fn tally(counted: impl Iterator<Item = (Option<String>, i64)>) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for (choice, rows) in counted {
        if let Some(choice) = choice {
            *counts.entry(choice).or_default() += rows;
        }
    }
    counts.retain(|_, rows| *rows != 0);
    counts
}
