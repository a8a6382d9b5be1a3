//! Reads the rows of a query in batches, so that memory does not grow with the number of rows.

use diesel::prelude::*;
use diesel_async::methods::LoadQuery;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryFutureExt as _, TryStreamExt as _};

use super::prepared::OnePlan;

/// Stream of the rows of a query, in batches. PostgreSQL sends the rows while the caller reads them.
pub type Batches<'c, R> = BoxStream<'c, QueryResult<Vec<R>>>;

/// Runs `query` and returns its rows in batches of `size`.
pub(super) fn load<'c, Q, R>(conn: &'c mut AsyncPgConnection, query: Q, size: usize) -> Batches<'c, R>
where
    R: Send + 'c,
    OnePlan<Q>: LoadQuery<'c, AsyncPgConnection, R> + 'c,
{
    let rows = OnePlan(query).load_stream::<R>(conn).try_flatten_stream();
    rows.try_chunks(size).map_err(|cut| cut.1).boxed()
}
