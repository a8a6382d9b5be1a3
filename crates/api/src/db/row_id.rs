//! Maps identifiers of the contract to bigint columns.

use std::fmt::Debug;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::BigInt;

/// An identifier that is stored in a bigint column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub struct RowId<T>(pub T);

impl<T> RowId<T> {
    /// Returns the identifiers of loaded rows.
    pub fn ids(loaded: Vec<Self>) -> Vec<T> {
        loaded.into_iter().map(|Self(id)| id).collect()
    }
}

impl<T: From<i64>> FromSql<BigInt, Pg> for RowId<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        <i64 as FromSql<BigInt, Pg>>::from_sql(value).map(|number| Self(number.into()))
    }
}

impl<T: Copy + Debug + Into<i64>> ToSql<BigInt, Pg> for RowId<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let number: i64 = self.0.into();
        <i64 as ToSql<BigInt, Pg>>::to_sql(&number, &mut out.reborrow())
    }
}
