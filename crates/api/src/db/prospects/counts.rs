//! Counts of prospects that match filters.
//!
//! Without a search, the counts come from totals that triggers maintain: exact at any table size. With a search, rows
//! are counted up to [`CEILING`].

use std::collections::BTreeMap;

use common::StatutProspect;
use common::prospect::CompteursProspects;
use diesel::dsl::sum;
use diesel::prelude::*;
use diesel::sql_types::Integer;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::filters::{Facet, ProspectFilters, keep, matching_counts};
use super::statement::{First, Grouped};
use crate::db::schema::{prospects, prospects_effectifs};

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
    // The sum of integers is a bigint, which diesel reads without a decimal type; the sum of bigints is a numeric.
    let sum = sum(prospects_effectifs::nombre.fallible_cast::<Integer>());
    let rows: Option<i64> = filters.counts().select(sum).get_result(&mut &*conn).await?;
    Ok(Total { rows: rows.unwrap_or_default(), exact: true })
}

/// Number of rows that share these codes: statut, formation, financement.
type Group = (String, Option<String>, Option<String>, i64);

/// Sums the maintained counts of the rows that match, by the choices of one column.
macro_rules! sums {
    ($conn:expr, $filters:expr, $column:ident: $choice:ty) => {{
        let nombre = prospects_effectifs::nombre.fallible_cast::<Integer>();
        let grouped = prospects_effectifs::table
            .group_by(prospects_effectifs::$column)
            .select((prospects_effectifs::$column, sum(nombre)))
            .into_boxed();
        let query = matching_counts!(grouped, $filters);
        async move {
            let sums: Vec<($choice, Option<i64>)> = query.load(&mut &*$conn).await?;
            let sums =
                sums.into_iter().map(|(choice, rows)| (Option::from(choice), rows.unwrap_or_default()));
            QueryResult::Ok(tally(sums))
        }
    }};
}

/// Counts, for each choice of each filter, the prospects it would show with the other filters kept. Choices with none
/// are omitted. With a search, each filter counts at most [`CEILING`] rows.
pub async fn count_facets(
    conn: &AsyncPgConnection,
    filters: &ProspectFilters,
) -> QueryResult<CompteursProspects> {
    let [statut, formation, financement] = Facet::ALL.map(|facet| filters.without(facet));
    if filters.search.is_none() && !filters.counts_rows() {
        let (statut, formation, financement) = futures_util::try_join!(
            sums!(conn, &statut, statut_prospect: String),
            sums!(conn, &formation, formation_souhaitee: Option<String>),
            sums!(conn, &financement, mode_financement: Option<String>)
        )?;
        return Ok(CompteursProspects { statut, formation, financement });
    }
    let groups =
        futures_util::try_join!(found(conn, &statut), found(conn, &formation), found(conn, &financement))?;
    Ok(CompteursProspects {
        statut: tally(groups.0.into_iter().map(|(statut, _, _, rows)| (Some(statut), rows))),
        formation: tally(groups.1.into_iter().map(|(_, formation, _, rows)| (formation, rows))),
        financement: tally(groups.2.into_iter().map(|(_, _, financement, rows)| (financement, rows))),
    })
}

/// Counts the rows that match by their codes. The rows that match a search are loaded, as groups of one, up to
/// [`CEILING`].
async fn found(conn: &AsyncPgConnection, filters: &ProspectFilters) -> QueryResult<Vec<Group>> {
    let columns = (prospects::statut_prospect, prospects::formation_souhaitee, prospects::mode_financement);
    let query = filters.rows().select(columns);
    if filters.search.is_none() {
        return Grouped(query).load(&mut &*conn).await;
    }
    let rows: Vec<(String, Option<String>, Option<String>)> =
        First { query, limit: CEILING, offset: 0, own_plan: true }.load(&mut &*conn).await?;
    Ok(rows.into_iter().map(|(s, fo, fi)| (s, fo, fi, 1)).collect())
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
