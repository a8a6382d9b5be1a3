//! Adds a withdrawn candidate, and the waiting list of a full session.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::QueryResult;
use diesel::sql_types::{Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::emails::EQUIPE;

/// A candidate of a session with free seats withdraws, and frees the seat.
const WITHDRAWN: &str = "
    WITH chosen AS (
        SELECT c.id_candidat FROM candidats c JOIN sessions s USING (id_session)
        WHERE s.statut_session IN ('PLANIFIEE', 'OUVERTE') AND s.capacite - s.inscrits > 1 AND NOT c.partielle
            AND c.date_conversion < $1
        ORDER BY c.date_conversion DESC, c.id_candidat LIMIT 1
    ), withdrawn AS (
        UPDATE candidats SET statut_dossier = 'DESISTE', motif_decision = 'A trouvé un emploi', date_decision = $1,
            decide_par = $2
        WHERE id_candidat IN (SELECT id_candidat FROM chosen) RETURNING id_session
    )
    UPDATE sessions s SET inscrits = s.inscrits - 1 FROM withdrawn w WHERE w.id_session = s.id_session";

/// Prospects wait for the next full session of the formation that they wish.
const WAITING: &str = "
    INSERT INTO liste_attente (id_session, id_prospect, date_inscription, inscrit_par)
    SELECT s.id_session, p.id_prospect, $1, $2
    FROM (SELECT s.id_session, f.code FROM sessions s JOIN formations f USING (id_formation)
        WHERE s.statut_session IN ('PLANIFIEE', 'OUVERTE') AND s.inscrits = s.capacite
        ORDER BY s.date_debut, s.id_session LIMIT 1) AS s
    CROSS JOIN LATERAL (SELECT id_prospect FROM prospects
        WHERE formation_souhaitee = s.code AND statut_prospect IN ('QUALIFIE', 'DOSSIER_RECU', 'FINANCEMENT_EN_COURS')
        ORDER BY date_dernier_contact DESC, id_prospect LIMIT 4) AS p";

/// Writes both.
pub(super) async fn write(conn: &mut AsyncPgConnection, maintenant: DateTime<Utc>) -> QueryResult<()> {
    for (sql, ago) in [(WITHDRAWN, TimeDelta::days(2)), (WAITING, TimeDelta::days(1))] {
        diesel::sql_query(sql)
            .bind::<Timestamptz, _>(maintenant - ago)
            .bind::<Text, _>(EQUIPE[0])
            .execute(conn)
            .await?;
    }
    Ok(())
}
