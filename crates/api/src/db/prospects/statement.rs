//! SQL that the query builder cannot express.

use std::marker::PhantomData;
use std::sync::OnceLock;

use common::SortKey;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::pg::{Pg, PgQueryBuilder};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryBuilder as _, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Bool, Nullable, SingleValue, Text};

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

/// The number of rows of a query, up to its limit.
#[derive(Debug, Clone, Copy)]
pub(super) struct CountOf<Q>(pub(super) First<Q>);

impl<Q> QueryId for CountOf<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for CountOf<Q> {
    type SqlType = BigInt;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for CountOf<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT count(*) FROM (");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(") AS counted");
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

/// The value of a query that returns one row of one column, as a column of another query.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<Q>(pub(super) Q);

impl<Q> QueryId for Value<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query<SqlType: SingleValue>> Expression for Value<Q> {
    type SqlType = Q::SqlType;
}

impl<Q: Query<SqlType: SingleValue>, From> AppearsOnTable<From> for Value<Q> {}

impl<Q: Query<SqlType: SingleValue>, From> SelectableExpression<From> for Value<Q> {}

impl<Q, Group> ValidGrouping<Group> for Value<Q> {
    type IsAggregate = is_aggregate::No;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Value<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("(");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

/// The first element of an array, with a literal index: a parameter costs time in each statement.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct FirstOf<C>(pub(super) C);

impl<C: Expression<SqlType = Array<Nullable<Text>>>> Expression for FirstOf<C> {
    type SqlType = Nullable<Text>;
}

impl<C, From> AppearsOnTable<From> for FirstOf<C>
where
    C: AppearsOnTable<From>,
    Self: Expression,
{
}

impl<C, From> SelectableExpression<From> for FirstOf<C>
where
    C: SelectableExpression<From>,
    Self: Expression,
{
}

impl<C, Group> ValidGrouping<Group> for FirstOf<C> {
    type IsAggregate = is_aggregate::No;
}

impl<C: QueryFragment<Pg>> QueryFragment<Pg> for FirstOf<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("(");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(")[1]");
        Ok(())
    }
}

/// An expression without parameters. Its text is built at its first use, not for each statement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Built<E> {
    pub(super) expression: E,
    pub(super) text: &'static OnceLock<String>,
}

impl<E> QueryId for Built<E> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<E: Expression> Expression for Built<E> {
    type SqlType = E::SqlType;
}

impl<E: AppearsOnTable<From>, From> AppearsOnTable<From> for Built<E> {}

impl<E: SelectableExpression<From>, From> SelectableExpression<From> for Built<E> {}

impl<E: ValidGrouping<Group>, Group> ValidGrouping<Group> for Built<E> {
    type IsAggregate = E::IsAggregate;
}

impl<E: QueryFragment<Pg>> QueryFragment<Pg> for Built<E> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let text = match self.text.get() {
            Some(text) => text,
            None => {
                let mut built = PgQueryBuilder::default();
                self.expression.to_sql(&mut built, &Pg)?;
                self.text.get_or_init(|| built.finish())
            }
        };
        out.push_sql(text);
        Ok(())
    }
}

/// Literal SQL. With diesel's own `sql`, PostgreSQL would plan the statement at each execution; here a statement stays
/// prepared, so it must have few texts.
#[derive(Debug)]
pub(in crate::db) struct Literal<ST> {
    text: &'static str,
    kind: PhantomData<ST>,
}

impl<ST> Literal<ST> {
    /// Creates an expression of this type.
    pub(in crate::db) const fn new(text: &'static str) -> Self {
        Self { text, kind: PhantomData }
    }
}

impl<ST> Clone for Literal<ST> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<ST> Copy for Literal<ST> {}

impl<ST> QueryId for Literal<ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST: SingleValue> Expression for Literal<ST> {
    type SqlType = ST;
}

impl<ST: SingleValue, From> AppearsOnTable<From> for Literal<ST> {}

impl<ST: SingleValue, From> SelectableExpression<From> for Literal<ST> {}

impl<ST, Group> ValidGrouping<Group> for Literal<ST> {
    type IsAggregate = is_aggregate::No;
}

impl<ST> QueryFragment<Pg> for Literal<ST> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.text);
        Ok(())
    }
}

/// The type of the running action of a row of `prospects`, the latest one when there are several.
///
/// The statut and the limit are literal texts: with parameters, a generic plan cannot use the index of the running
/// actions, so PostgreSQL would plan the statement at each use.
pub(super) const RUNNING_ACTION: Literal<Nullable<Text>> = Literal::new(
    "(SELECT type_action FROM conversions_en_cours WHERE id_prospect = prospects.id_prospect \
     AND statut_action = 'EN_COURS' ORDER BY id_conversion DESC LIMIT 1)",
);

/// The condition of a running action. The statut is a literal text, for the reason of [`RUNNING_ACTION`].
pub(super) const RUNNING: Literal<Bool> = Literal::new("conversions_en_cours.statut_action = 'EN_COURS'");

/// Returns the sort key of a row of `prospects` as text, if the list does not show it.
pub(super) const fn hidden_key(key: SortKey) -> Literal<Nullable<Text>> {
    Literal::new(match key {
        SortKey::Nom => "prospects.nom_normalise",
        SortKey::Statut => "prospects.rang_statut::text",
        SortKey::DernierContact | SortKey::PremierContact | SortKey::Echanges => "NULL::text",
    })
}
