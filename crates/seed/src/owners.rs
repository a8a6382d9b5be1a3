//! Gives the prospects with a next touch to the admins in turn, and writes notes on them, as on a busy day.

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// Finds a database that is not a demonstration, or whose touches have owners: only demo data has addresses of the
/// domains that reach nobody.
const SETTLED: &str = r"
    SELECT count(*) AS nombre FROM (SELECT FROM prospects WHERE id_responsable IS NOT NULL
        OR EXISTS (SELECT FROM unnest(emails) AS adresse
            WHERE adresse !~ '@([a-z-]+\.)*(example|example\.(com|net|org))$') LIMIT 1) AS found";

/// Gives the touches, by day, to each active admin and then to nobody.
const OWNERS: &str = "
    WITH admins AS (
        SELECT id_utilisateur, row_number() OVER (ORDER BY id_utilisateur) AS rang
        FROM utilisateurs WHERE role = 'ADMIN' AND actif
    ), touches AS (
        SELECT id_prospect,
            row_number() OVER (ORDER BY relance_le, id_prospect) % ((SELECT count(*) FROM admins) + 1) AS rang
        FROM prospects WHERE relance_le IS NOT NULL
    )
    UPDATE prospects p SET id_responsable = a.id_utilisateur
    FROM touches t JOIN admins a USING (rang) WHERE p.id_prospect = t.id_prospect";

/// Writes a note on every other of these prospects, soon after the last contact.
const NOTES: &str = "
    INSERT INTO notes (id_prospect, id_auteur, texte, date_note)
    SELECT id_prospect, id_responsable, $1[1 + rang / 2 % cardinality($1)],
        least(date_dernier_contact + interval '2 hours', $2)
    FROM (SELECT id_prospect, id_responsable, date_dernier_contact,
            row_number() OVER (ORDER BY id_prospect) AS rang
        FROM prospects WHERE id_responsable IS NOT NULL) AS owned
    WHERE rang % 2 = 0";

const TEXTS: &[&str] = &[
    "Au téléphone ce matin : très motivée, veut voir l’atelier avant de se décider.",
    "Attend la réponse de son employeur pour les dates. Ne pas appeler avant 17 h.",
    "A comparé avec une autre école, plus chère et plus loin. Le prix n’est pas un problème.",
    "Hésite entre la formation longue et les week-ends : lui renvoyer les deux programmes.",
    "Pas de message vocal possible, préfère un e-mail.",
    "A perdu ses identifiants CPF, passe à France Connect cette semaine.",
];

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    nombre: i64,
}

/// Gives the touches of demo data to the admins; returns their number, 0 when there is no admin yet or nothing to give.
pub(super) async fn give(conn: &mut AsyncPgConnection, maintenant: DateTime<Utc>) -> QueryResult<usize> {
    let settled: Count = diesel::sql_query(SETTLED).get_result(conn).await?;
    if settled.nombre > 0 {
        return Ok(0);
    }
    let given = diesel::sql_query(OWNERS).execute(conn).await?;
    diesel::sql_query(NOTES)
        .bind::<Array<Text>, _>(TEXTS)
        .bind::<Timestamptz, _>(maintenant)
        .execute(conn)
        .await?;
    super::lots::write(conn, maintenant).await?;
    Ok(given)
}
