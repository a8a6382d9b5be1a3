//! SQL that the query builder cannot express.

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Nullable, Text};

/// A query with LIMIT and OFFSET.
///
/// The limit is literal text: with a parameter, PostgreSQL's generic plan assumes that a tenth of the rows is wanted
/// and sorts them all instead of walking an index. At most a hundred limits are in use, hence as many statements.
#[derive(Debug, Clone, Copy)]
pub(in crate::db) struct First<Q> {
    pub(in crate::db) query: Q,
    pub(in crate::db) limit: i64,
    /// Number of rows to skip.
    pub(in crate::db) offset: i64,
    /// Plans the query for its actual values and keeps it out of the statement cache.
    pub(in crate::db) own_plan: bool,
}

impl<Q> QueryId for First<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for First<Q> {
    type SqlType = Q::SqlType;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for First<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        // A distant page also deserves its own plan.
        if self.own_plan || self.offset > 0 {
            out.unsafe_to_cache_prepared();
        }
        self.query.walk_ast(out.reborrow())?;
        out.push_sql(&format!(" LIMIT {}", self.limit));
        if self.offset > 0 {
            out.push_sql(" OFFSET ");
            out.push_bind_param::<BigInt, _>(&self.offset)?;
        }
        Ok(())
    }
}

/// Counts the rows of a query that selects statut, formation and funding mode, by these codes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grouped<Q>(pub(super) Q);

impl<Q> QueryId for Grouped<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Grouped<Q> {
    type SqlType = (Text, Nullable<Text>, Nullable<Text>, BigInt);
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Grouped<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        // The best plan depends on the values of the filters.
        out.unsafe_to_cache_prepared();
        out.push_sql("SELECT statut, formation, financement, count(*) FROM (");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(") AS t (statut, formation, financement) GROUP BY 1, 2, 3");
        Ok(())
    }
}

/// The type of the running action of a row of `prospects`, the latest one when there are several.
///
/// The statut and the limit are literal texts: with parameters, a generic plan cannot use the index of the running
/// actions, so PostgreSQL would plan the statement at each use.
#[derive(Debug, Clone, Copy, QueryId)]
pub(super) struct RunningAction;

impl Expression for RunningAction {
    type SqlType = Nullable<Text>;
}

impl<From> AppearsOnTable<From> for RunningAction {}

impl<From> SelectableExpression<From> for RunningAction {}

impl<Group> ValidGrouping<Group> for RunningAction {
    type IsAggregate = is_aggregate::No;
}

impl QueryFragment<Pg> for RunningAction {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "(SELECT type_action FROM conversions_en_cours WHERE id_prospect = prospects.id_prospect \
             AND statut_action = 'EN_COURS' ORDER BY id_conversion DESC LIMIT 1)",
        );
        Ok(())
    }
}
