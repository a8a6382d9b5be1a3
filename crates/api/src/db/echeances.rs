//! Queries of the funding clock: the certification of a formation, and the prospects who wish a way of paying.

use chrono::NaiveDate;
use common::{CivilDay, IdCandidat, IdSession, ModeFinancement};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::catalogue::centimes;
use super::schema::{candidats, formations, prospects};
use super::{Code, RowId};

/// The certification and the price of a formation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Certification {
    /// Its code, RNCP or RS.
    pub code: Option<String>,
    /// Last day on which it is registered.
    pub fin: Option<CivilDay>,
    /// Price of the formation, in cents.
    pub tarif_centimes: Option<i64>,
}

/// Finds the certification and the price of the formation of this code.
pub async fn certification(
    conn: &mut AsyncPgConnection,
    formation: &str,
) -> QueryResult<Option<Certification>> {
    let found: Option<(Option<String>, Option<NaiveDate>, Option<f64>)> = formations::table
        .filter(formations::code.eq(formation))
        .select((formations::certification, formations::certification_fin, formations::tarif))
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(|(code, fin, tarif)| Certification {
        code,
        fin: fin.map(Into::into),
        tarif_centimes: tarif.map(centimes),
    }))
}

/// Number of open prospects who wish a formation with a way of paying.
#[derive(Debug, QueryableByName)]
pub struct Wish {
    /// Code of the formation.
    #[diesel(sql_type = Text)]
    pub formation: String,
    /// Name of the formation.
    #[diesel(sql_type = Text)]
    pub nom_formation: String,
    /// The way of paying.
    #[diesel(sql_type = Text)]
    pub financement: Code<ModeFinancement>,
    /// Number of prospects.
    #[diesel(sql_type = BigInt)]
    pub prospects: i64,
}

/// Numbers of open prospects to add up by formation and way of paying: the maintained counts, less the anonymised people,
/// whom these counts keep.
const OPEN: &str = "(SELECT formation_souhaitee, mode_financement, nombre FROM prospects_effectifs
        WHERE mode_financement IS NOT NULL AND statut_prospect NOT IN ('CANDIDAT', 'PERDU')
    UNION ALL SELECT formation_souhaitee, mode_financement, -1 FROM prospects
        WHERE date_anonymisation IS NOT NULL AND mode_financement IS NOT NULL
            AND statut_prospect NOT IN ('CANDIDAT', 'PERDU')) AS ouverts";

/// Counts the open prospects by formation and way of paying.
pub async fn wishes(conn: &mut AsyncPgConnection) -> QueryResult<Vec<Wish>> {
    diesel::sql_query(format!(
        "SELECT formation_souhaitee AS formation, nom AS nom_formation, mode_financement AS financement,
             sum(nombre)::bigint AS prospects
         FROM {OPEN} JOIN formations ON code = formation_souhaitee
         GROUP BY 1, 2, 3 HAVING sum(nombre) > 0 ORDER BY 1, 3",
    ))
    .load(conn)
    .await
}

/// Counts the people whose funder has an active rule that counts from the start of a session: its candidates who
/// have a seat, and the open prospects who wish its formation.
pub async fn concerned(conn: &mut AsyncPgConnection, id_session: IdSession) -> QueryResult<(i64, i64)> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        candidats: i64,
        #[diesel(sql_type = BigInt)]
        prospects: i64,
    }
    let row: Row = diesel::sql_query(format!(
        "WITH funders AS (SELECT DISTINCT financement FROM regles_financement WHERE active AND evenement = 'DEBUT')
         SELECT (SELECT count(*) FROM candidats JOIN prospects USING (id_prospect)
                 WHERE id_session = $1 AND candidat_actif(statut_dossier) AND date_anonymisation IS NULL
                 AND mode_financement IN (SELECT financement FROM funders)) AS candidats,
             (SELECT coalesce(sum(nombre), 0)::bigint FROM {OPEN}
                 WHERE formation_souhaitee = (SELECT code FROM sessions JOIN formations USING (id_formation)
                     WHERE id_session = $1)
                 AND mode_financement IN (SELECT financement FROM funders)) AS prospects",
    ))
    .bind::<BigInt, _>(id_session.get())
    .get_result(conn)
    .await?;
    Ok((row.candidats, row.prospects))
}

/// Finds the session and the way of paying of a candidate.
pub async fn candidate(
    conn: &mut AsyncPgConnection,
    id_candidat: IdCandidat,
) -> QueryResult<Option<(Option<IdSession>, Option<ModeFinancement>)>> {
    type Row = (Option<RowId<IdSession>>, Option<Code<ModeFinancement>>);
    let found: Option<Row> = candidats::table
        .inner_join(prospects::table)
        .filter(candidats::id_candidat.eq(RowId(id_candidat)))
        .select((candidats::id_session, prospects::mode_financement))
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(|(session, mode)| (session.map(|RowId(id)| id), mode.map(|Code(mode)| mode))))
}
