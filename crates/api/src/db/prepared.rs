//! Queries that PostgreSQL plans once per connection, and queries that it plans at each execution.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};

/// An INSERT or an UPDATE that stays prepared on its connection, as a SELECT does.
///
/// The query builder prepares these anew for each execution, which costs a round trip and the planning, because their
/// text depends on their values: an absent value is `DEFAULT`, or its column is left out. Here the cache finds a
/// statement by its text. A statement must have few texts, so do not use it for a list of rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prepared<Q>(pub(super) Q);

impl<Q> QueryId for Prepared<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Prepared<Q> {
    type SqlType = Q::SqlType;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Prepared<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}

/// A query that PostgreSQL plans at each execution, for its values and for the size of its tables. The plan of a prepared
/// statement would be wrong for a search. On a table that has grown since, it would read all its rows until the next
/// ANALYZE.
#[derive(Debug, Clone, Copy)]
pub struct OnePlan<Q>(pub(super) Q);

impl<Q> QueryId for OnePlan<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for OnePlan<Q> {
    type SqlType = Q::SqlType;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for OnePlan<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        self.0.walk_ast(out)
    }
}

/// Returns a value of each row, to bind as an array: one statement then writes any number of rows.
pub(super) fn each<'a, T, V>(rows: &'a [T], value: impl Fn(&'a T) -> V) -> Vec<V> {
    rows.iter().map(value).collect()
}
