//! Queries on `prospects_parcours`: the path of a prospect through its statuts, which triggers write.

use common::IdProspect;
use diesel::QueryResult;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

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
