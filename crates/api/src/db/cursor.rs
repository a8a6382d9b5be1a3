//! Reads a query in batches with a server-side cursor, so that memory does not grow with the number of rows.

use std::marker::PhantomData;

use diesel::dsl::{AsSelect, SqlTypeOf};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel_async::methods::LoadQuery;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// An open cursor. It ends with the transaction of the caller, which can have only one at a time.
pub struct Cursor<'c, R> {
    conn: &'c mut AsyncPgConnection,
    batch: i64,
    rows: PhantomData<fn() -> R>,
}

impl<'c, R: Selectable<Pg> + Send> Cursor<'c, R>
where
    AsSelect<R, Pg>: Expression,
    Fetch<SqlTypeOf<AsSelect<R, Pg>>>: for<'q> LoadQuery<'q, AsyncPgConnection, R>,
{
    /// Opens a cursor on `query`; [`Cursor::next_batch`] returns `batch` rows of type `R` at a time.
    pub(super) async fn open<Q>(conn: &'c mut AsyncPgConnection, query: Q, batch: i64) -> QueryResult<Self>
    where
        Q: Query<SqlType = SqlTypeOf<AsSelect<R, Pg>>> + QueryFragment<Pg> + Send,
    {
        Declare(query).execute(conn).await?;
        Ok(Self { conn, batch, rows: PhantomData })
    }

    /// Returns the next rows in the order of the query, or `None` after the last.
    pub async fn next_batch(&mut self) -> QueryResult<Option<Vec<R>>> {
        let rows = Fetch { batch: self.batch, sql_type: PhantomData }.load(self.conn).await?;
        Ok((!rows.is_empty()).then_some(rows))
    }
}

/// `DECLARE … CURSOR FOR` around a query.
struct Declare<Q>(Q);

impl<Q> QueryId for Declare<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Declare<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        out.push_sql("DECLARE export NO SCROLL CURSOR FOR ");
        self.0.walk_ast(out)
    }
}

/// `FETCH` of rows of type `ST` from the cursor that [`Declare`] opened.
pub struct Fetch<ST> {
    batch: i64,
    sql_type: PhantomData<fn() -> ST>,
}

impl<ST> QueryId for Fetch<ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST> Query for Fetch<ST> {
    type SqlType = ST;
}

impl<ST> QueryFragment<Pg> for Fetch<ST> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        // The row type depends on the cursor that is open, so the statement must not be cached.
        out.unsafe_to_cache_prepared();
        out.push_sql(&format!("FETCH FORWARD {} FROM export", self.batch));
        Ok(())
    }
}
