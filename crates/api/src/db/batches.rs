//! Every row of a query, a batch at a time: memory stays flat however many rows there are.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel_async::methods::LoadQuery;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryFutureExt as _, TryStreamExt as _};

/// The rows of a query in its order, in batches. The server sends them while they are read.
pub type Batches<'c, R> = BoxStream<'c, QueryResult<Vec<R>>>;

/// The rows of `query`, `size` at a time.
pub(super) fn load<'c, Q, R>(conn: &'c mut AsyncPgConnection, query: Q, size: usize) -> Batches<'c, R>
where
    R: Send + 'c,
    OnePlan<Q>: LoadQuery<'c, AsyncPgConnection, R> + 'c,
{
    let rows = OnePlan(query).load_stream::<R>(conn).try_flatten_stream();
    rows.try_chunks(size).map_err(|cut| cut.1).boxed()
}

/// A statement that is planned for its own values and kept out of the statement cache: a plan for all values would be wrong
/// for a search.
pub struct OnePlan<Q>(Q);

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
