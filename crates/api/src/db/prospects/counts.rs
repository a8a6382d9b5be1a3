//! Counts of prospects that match filters.
//!
//! Without a search, the counts come from totals that triggers maintain: exact at any table size. With a search, rows
//! are counted up to [`CEILING`].

use std::collections::BTreeMap;

use common::prospect::CompteursProspects;
use diesel::dsl::sum;
use diesel::prelude::*;
use diesel::sql_types::Integer;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::filters::{Facet, ProspectFilters};
use super::statement::First;
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

/// Counts the prospects that match, ignoring the search.
pub(super) async fn count_maintained(
    conn: &AsyncPgConnection,
    filters: &ProspectFilters,
) -> QueryResult<Total> {
    // The sum of integers is a bigint, which diesel reads without a decimal type; the sum of bigints is a numeric.
    let sum = sum(prospects_effectifs::nombre.fallible_cast::<Integer>());
    let rows: Option<i64> = filters.counts().select(sum).get_result(&mut &*conn).await?;
    Ok(Total { rows: rows.unwrap_or_default(), exact: true })
}

/// Number of rows that share these codes: statut, formation, financement.
type Group = (String, Option<String>, Option<String>, i64);

/// Counts, for each choice of each filter, the prospects it would show with the other filters kept. Choices with none
/// are omitted. With a search, each filter counts at most [`CEILING`] rows.
pub async fn count_facets(
    conn: &AsyncPgConnection,
    filters: &ProspectFilters,
) -> QueryResult<CompteursProspects> {
    let [statut, formation, financement] = Facet::ALL.map(|facet| filters.without(facet));
    let groups = if filters.search.is_none() {
        let all = maintained(conn).await?;
        let kept = |filters: &ProspectFilters| -> Vec<Group> {
            all.iter()
                .filter(|(s, fo, fi, _)| filters.keep(s, fo.as_deref(), fi.as_deref()))
                .cloned()
                .collect()
        };
        (kept(&statut), kept(&formation), kept(&financement))
    } else {
        futures_util::try_join!(found(conn, &statut), found(conn, &formation), found(conn, &financement))?
    };
    Ok(CompteursProspects {
        statut: tally(groups.0.into_iter().map(|(statut, _, _, rows)| (Some(statut), rows))),
        formation: tally(groups.1.into_iter().map(|(_, formation, _, rows)| (formation, rows))),
        financement: tally(groups.2.into_iter().map(|(_, _, financement, rows)| (financement, rows))),
    })
}

/// Loads the maintained counts, at most about a thousand groups. Filtering them here needs one statement for all
/// filters.
async fn maintained(conn: &AsyncPgConnection) -> QueryResult<Vec<Group>> {
    use prospects_effectifs::{formation_souhaitee, mode_financement, nombre, statut_prospect};
    let groups = prospects_effectifs::table
        .group_by((statut_prospect, formation_souhaitee, mode_financement))
        .select((
            statut_prospect,
            formation_souhaitee,
            mode_financement,
            sum(nombre.fallible_cast::<Integer>()),
        ))
        .load::<(_, _, _, Option<i64>)>(&mut &*conn)
        .await?;
    Ok(groups.into_iter().map(|(s, fo, fi, rows)| (s, fo, fi, rows.unwrap_or_default())).collect())
}

/// Loads the rows that match a search, as groups of one.
async fn found(conn: &AsyncPgConnection, filters: &ProspectFilters) -> QueryResult<Vec<Group>> {
    let columns = (prospects::statut_prospect, prospects::formation_souhaitee, prospects::mode_financement);
    let query = filters.rows().select(columns);
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
