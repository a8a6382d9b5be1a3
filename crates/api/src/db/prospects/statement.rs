//! What the query builder can't say of a statement.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::BigInt;

/// The first rows of a query.
///
/// The limit stands in the text, because a plan that serves every value of a parameter supposes that a tenth of the rows
/// is wanted, and then sorts them all rather than walk an index. There are at most a hundred limits, hence texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct First<Q> {
    pub(super) query: Q,
    pub(super) limit: i64,
    /// Rows to skip.
    pub(super) offset: i64,
    /// Planned for these very values and kept out of the statement cache.
    pub(super) own_plan: bool,
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
        // A far page is worth a plan of its own too.
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
