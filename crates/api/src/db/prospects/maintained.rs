//! Statements on the counts that triggers maintain.

use common::StatutProspect;
use diesel::dsl::sum;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text};

use super::filters::{ProspectFilters, keep};
use crate::db::schema::{prospects_effectifs as counts, prospects_effectifs_statuts as by_statut};

/// The sum of the maintained counts of the rows that match filters.
pub(super) enum MaintainedTotal<'a> {
    /// Of the counts by statut, which are few.
    ByStatut(by_statut::BoxedQuery<'a, Pg, Nullable<BigInt>>),
    /// Of the counts by statut, formation and funding mode.
    ByAll(counts::BoxedQuery<'a, Pg, Nullable<BigInt>>),
}

impl<'a> MaintainedTotal<'a> {
    /// Creates the query; it ignores the search and the filters that the maintained counts do not know.
    pub(super) fn of(filters: &'a ProspectFilters) -> Self {
        macro_rules! keep_statuts {
            ($query:expr, $column:expr) => {
                if filters.statut.is_empty() {
                    $query.filter($column.ne(StatutProspect::Candidat.as_str()))
                } else if filters.is_every_statut() {
                    $query
                } else {
                    keep!($query, $column, filters.statut)
                }
            };
        }
        // The sum of integers is a bigint, which diesel reads without a decimal type; the sum of bigints is a numeric.
        if filters.formation.is_empty() && filters.financement.is_empty() {
            let query = keep_statuts!(by_statut::table.into_boxed(), by_statut::statut_prospect);
            return Self::ByStatut(query.select(sum(by_statut::nombre.fallible_cast::<Integer>())));
        }
        let mut query = keep_statuts!(counts::table.into_boxed(), counts::statut_prospect);
        query = keep!(query, counts::formation_souhaitee, filters.formation);
        query = keep!(query, counts::mode_financement, filters.financement);
        Self::ByAll(query.select(sum(counts::nombre.fallible_cast::<Integer>())))
    }
}

impl QueryId for MaintainedTotal<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for MaintainedTotal<'_> {
    type SqlType = Nullable<BigInt>;
}

impl QueryFragment<Pg> for MaintainedTotal<'_> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        match self {
            Self::ByStatut(query) => QueryFragment::<Pg>::walk_ast(query, out),
            Self::ByAll(query) => QueryFragment::<Pg>::walk_ast(query, out),
        }
    }
}

/// Three codes, of which one is set, and the number of prospects with this statut, formation or funding mode.
pub(super) type FacetSums =
    (Option<String>, Option<String>, Option<String>, Option<i64>, Option<i64>, Option<i64>);

/// Sums the maintained counts by each choice of each filter, with the other filters kept.
#[derive(Debug, Clone)]
pub(super) struct Facets<'a> {
    statut: Condition<'a>,
    formation: Condition<'a>,
    financement: Condition<'a>,
}

/// A condition on a column of the maintained counts.
#[derive(Debug, Clone)]
enum Condition<'a> {
    All,
    Visible,
    OneOf(&'static str, Vec<&'a str>),
}

impl<'a> Facets<'a> {
    /// Creates the query; it ignores the filters that the maintained counts do not know.
    pub(super) fn of(filters: &'a ProspectFilters) -> Self {
        let statut = if filters.statut.is_empty() {
            Condition::Visible
        } else {
            Condition::one_of("statut_prospect", &filters.statut)
        };
        Self {
            statut,
            formation: Condition::one_of("formation_souhaitee", &filters.formation),
            financement: Condition::one_of("mode_financement", &filters.financement),
        }
    }
}

impl<'a> Condition<'a> {
    fn one_of<T: AsRef<str>>(column: &'static str, values: &'a [T]) -> Self {
        if values.is_empty() {
            return Self::All;
        }
        Self::OneOf(column, values.iter().map(AsRef::as_ref).collect())
    }
}

impl QueryFragment<Pg> for Condition<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        match self {
            Self::All => out.push_sql("TRUE"),
            Self::Visible => out.push_sql("statut_prospect <> 'CANDIDAT'"),
            Self::OneOf(column, values) => {
                out.push_identifier(column)?;
                out.push_sql(" = ANY(");
                out.push_bind_param::<Array<Text>, _>(values)?;
                out.push_sql(")");
            }
        }
        Ok(())
    }
}

impl QueryId for Facets<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Facets<'_> {
    type SqlType = (
        Nullable<Text>,
        Nullable<Text>,
        Nullable<Text>,
        Nullable<BigInt>,
        Nullable<BigInt>,
        Nullable<BigInt>,
    );
}

impl QueryFragment<Pg> for Facets<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Self { statut, formation, financement } = self;
        out.push_sql("SELECT statut_prospect, formation_souhaitee, mode_financement");
        for (one, other) in [(formation, financement), (statut, financement), (statut, formation)] {
            // The sum of integers is a bigint, which diesel reads without a decimal type.
            out.push_sql(", sum(nombre::integer) FILTER (WHERE ");
            one.walk_ast(out.reborrow())?;
            out.push_sql(" AND ");
            other.walk_ast(out.reborrow())?;
            out.push_sql(")");
        }
        out.push_sql(" FROM prospects_effectifs GROUP BY GROUPING SETS ((1), (2), (3))");
        Ok(())
    }
}
