//! Queries on `prospects_parcours`: the path of a prospect through its statuts, which triggers write.

use chrono::{DateTime, Utc};
use common::parcours::EtapeParcours;
use common::{IdProspect, StatutProspect};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Code;
use super::schema::prospects_parcours as p;

/// A statut of a prospect, as stored.
#[derive(Queryable, Selectable)]
#[diesel(table_name = p)]
struct EtapeRow {
    statut: Code<StatutProspect>,
    depuis: DateTime<Utc>,
    jusqua: Option<DateTime<Utc>>,
}

impl From<EtapeRow> for EtapeParcours {
    fn from(row: EtapeRow) -> Self {
        Self {
            statut: row.statut.0,
            depuis: row.depuis.into(),
            jusqua: row.jusqua.map(Into::into),
            duree_ms: row.jusqua.map(|jusqua| (jusqua - row.depuis).num_milliseconds()),
        }
    }
}

/// Lists the statuts of a prospect, newest first.
pub async fn list(
    conn: &AsyncPgConnection,
    id: &IdProspect,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<EtapeParcours>> {
    let rows: Vec<EtapeRow> = p::table
        .filter(p::id_prospect.eq(id.as_str()))
        .order(p::depuis.desc())
        .offset(offset)
        .limit(limit)
        .select(EtapeRow::as_select())
        .load(&mut &*conn)
        .await?;
    Ok(rows.into_iter().map(EtapeParcours::from).collect())
}

/// Counts the statuts of a prospect.
pub async fn count(conn: &AsyncPgConnection, id: &IdProspect) -> QueryResult<i64> {
    p::table.filter(p::id_prospect.eq(id.as_str())).count().get_result(&mut &*conn).await
}

/// Rounds the dates of a prospect's path down to their month, for an anonymisation. Each row begins one microsecond
/// after the previous one of its month, so that the rows stay in order.
pub(super) async fn round_to_months(conn: &mut AsyncPgConnection, id: &IdProspect) -> QueryResult<()> {
    let sql = "WITH mois AS (
            SELECT depuis, date_trunc('month', depuis, 'Europe/Paris')
                + (row_number() OVER (ORDER BY depuis) - 1) * interval '1 microsecond' AS arrondi
            FROM prospects_parcours WHERE id_prospect = $1
        )
        UPDATE prospects_parcours p SET depuis = m.arrondi, jusqua = m.fin
        FROM (SELECT depuis, arrondi, lead(arrondi) OVER (ORDER BY depuis) AS fin FROM mois) AS m
        WHERE p.id_prospect = $1 AND p.depuis = m.depuis";
    diesel::sql_query(sql).bind::<Text, _>(id.as_str()).execute(conn).await?;
    Ok(())
}
