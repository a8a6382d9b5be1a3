//! A bulk change in the demo data, which is over: it gave prospects to an admin.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::QueryResult;
use diesel::sql_types::Timestamptz;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// Time between the rehearsal and now.
const AGO: TimeDelta = TimeDelta::days(2);

/// A lot of the first admin, with the prospects whom this admin follows.
const LOT: &str = "
    WITH choisis AS (
        SELECT id_prospect, version, id_responsable, row_number() OVER (ORDER BY relance_le, id_prospect) AS rang
        FROM prospects WHERE id_responsable = (SELECT min(id_responsable) FROM prospects)
        ORDER BY relance_le, id_prospect LIMIT 20
    ), lot AS (
        INSERT INTO lots (id_utilisateur, auteur, type_lot, parametres, etat, nombre, date_creation, date_lancement,
            date_fin, date_annonce)
        SELECT id_utilisateur, btrim(prenom || ' ' || nom), 'RESPONSABLE',
            jsonb_build_object('idResponsable', id_utilisateur), 'TERMINE', (SELECT count(*) FROM choisis), $1,
            $1 + interval '1 minute', $1 + interval '2 minutes', $1 + interval '2 minutes'
        FROM utilisateurs WHERE id_utilisateur = (SELECT min(id_responsable) FROM choisis)
        RETURNING id_lot
    )
    INSERT INTO lots_lignes (id_lot, rang, id_prospect, version, verdict, resultat, date_resultat)
    SELECT id_lot, rang, id_prospect, version, 'OK', CASE WHEN rang % 7 = 0 THEN 'CHANGE' ELSE 'FAIT' END,
        $1 + interval '2 minutes'
    FROM lot, choisis";

/// Writes the lot; nothing while no admin follows a prospect.
pub(super) async fn write(conn: &mut AsyncPgConnection, maintenant: DateTime<Utc>) -> QueryResult<()> {
    diesel::sql_query(LOT).bind::<Timestamptz, _>(maintenant - AGO).execute(conn).await?;
    Ok(())
}
