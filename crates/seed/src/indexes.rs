//! Drops the indexes of `prospects` during a large insertion: building them afterwards costs a third of updating them
//! row by row.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection as _};

/// Number of rows from which dropping is worthwhile.
pub(super) const WORTH_IT: u64 = 50_000;

/// The definitions of dropped indexes.
#[must_use = "indexes set aside must be built again"]
pub(super) struct SetAside(Vec<Index>);

#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

/// Drops the indexes except primary keys and unique ones. It locks the table until the end of the transaction, whose
/// rollback restores them.
pub(super) async fn set_aside(conn: &mut AsyncPgConnection) -> QueryResult<SetAside> {
    let indexes: Vec<Index> = diesel::sql_query(
        "SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index \
         WHERE indrelid = 'prospects'::regclass AND NOT indisunique ORDER BY indexrelid",
    )
    .load(conn)
    .await?;
    for Index { name, .. } in &indexes {
        conn.batch_execute(&format!("DROP INDEX {name}")).await?;
    }
    Ok(SetAside(indexes))
}

impl SetAside {
    /// Builds the indexes again. Deferred constraints are checked first, which building an index requires.
    pub(super) async fn build_again(self, conn: &mut AsyncPgConnection) -> QueryResult<()> {
        conn.batch_execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL maintenance_work_mem = '256MB'").await?;
        for Index { definition, .. } in &self.0 {
            conn.batch_execute(definition).await?;
        }
        Ok(())
    }
}
