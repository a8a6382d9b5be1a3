//! Measures the lists of a large school: date limits, next touches, activity.

use anyhow::Context as _;

use super::Bench;
use super::compare::{Case, RATIO, Rounds, TIMES};
use super::figures::rows;
use super::statements;
use crate::fixtures::ANALYZE;

/// Number of coming sessions.
const SESSIONS: i64 = 60;
/// Number of prospects, with every way of paying and formation.
const PROSPECTS: i64 = 3_000;
/// Number of prospects whose next touch is today.
const TODAY: i64 = 600;
/// Number of prospects whose next touch is late.
const LATE: i64 = 400;
/// Number of entries of the activity of today.
const ENTRIES: i64 = 2_000;
/// The current day, in SQL.
const DAY: &str = "(now() AT TIME ZONE 'Europe/Paris')::date";
/// Its beginning.
const MIDNIGHT: &str = "date_trunc('day', now(), 'Europe/Paris')";

/// Fills the database, and prints the response times of the lists.
pub(super) async fn measure(bench: &Bench, rounds: Rounds) -> anyhow::Result<()> {
    bench.database.execute(&school()).await.context("sessions and prospects")?;
    bench.database.execute(ANALYZE).await?;
    println!("\nLists of a school with {} prospects and {SESSIONS} sessions. {RATIO}\n", rows(PROSPECTS));
    println!("{TIMES}");
    for case in cases(bench).await? {
        println!("{}", bench.times(rounds, &case).await?);
    }
    Ok(())
}

async fn cases(bench: &Bench) -> anyhow::Result<Vec<Case>> {
    let limits = bench.clients.read(0, "/api/echeances").await?["data"].as_array().map_or(0, Vec::len);
    let due = statements::touches(&format!("p.relance_le = {DAY}"));
    let late = statements::touches(&format!("p.relance_le < {DAY}"));
    let sections = statements::sections(DAY);
    let activity = statements::activity(MIDNIGHT);
    let entries = rows(ENTRIES);
    Ok(vec![
        Case::new(format!("{limits} date limits of sessions"), "/api/echeances", None),
        Case::new(format!("next touches of today, {TODAY}"), "/api/relances", Some(due)),
        Case::new(format!("late touches, {LATE}"), "/api/relances?quand=retard", Some(late)),
        Case::new("counts of the touches", "/api/relances/compteurs", Some(sections)),
        Case::new(format!("activity of today, {entries} entries"), "/api/activite", Some(activity)),
    ])
}

/// Returns the SQL of a large school.
fn school() -> String {
    format!(
        "INSERT INTO formations (code, nom, duree_heures, tarif)
         SELECT 'FORMATION_' || n, 'Formation ' || n, 800, 9500 FROM generate_series(1, 10) n ON CONFLICT DO NOTHING;
         INSERT INTO sessions (id_formation, libelle, date_debut, date_fin, capacite, statut_session)
         SELECT id_formation, 'Session ' || n, current_date + 30 + 10 * n, current_date + 330 + 10 * n, 12, 'OUVERTE'
         FROM generate_series(1, {SESSIONS}) n JOIN formations ON code = 'FORMATION_' || 1 + n % 10;
         INSERT INTO prospects (nom, prenom, emails, formation_souhaitee, mode_financement, source,
             date_premier_contact, date_dernier_contact, relance_le, relance_objet, relance_fixee_le, id_responsable)
         SELECT 'Echeance', 'Marie', ARRAY['echeance-' || n || '@exemple.example'], 'FORMATION_' || 1 + n % 10,
             (ARRAY['CPF', 'OPCO', 'FRANCE_TRAVAIL', 'TRANSITIONS_PRO', 'ENTREPRISE', 'PERSONNEL', 'ALTERNANCE', 'FAF'])
                 [1 + n / 10 % 8], 'EMAIL', now() - interval '60 days', now() - n * interval '15 minutes', touch,
             'Rappeler', now(), owners[1 + n % cardinality(owners)]
         FROM generate_series(1, {PROSPECTS}) n,
             LATERAL (SELECT CASE WHEN n <= {TODAY} THEN {DAY} WHEN n <= {TODAY} + {LATE} THEN {DAY} - 1 - n % 20 END)
                 AS due (touch),
             (SELECT array_agg(id_utilisateur) FROM utilisateurs) AS people (owners);
         INSERT INTO audit_prospects (id_prospect, date_evenement, operation, champs, id_utilisateur, auteur)
         SELECT id_prospect, greatest({MIDNIGHT}, now() - place * interval '10 seconds'),
             (ARRAY['MODIFICATION', 'RELANCE_FAITE', 'EMAIL_AJOUTE'])[1 + place % 3],
             CASE WHEN place % 3 = 0 THEN '{{notes}}'::text[] ELSE '{{}}' END, id_responsable, 'Sophie Martin'
         FROM (SELECT *, row_number() OVER (ORDER BY id_prospect) AS place FROM prospects) p
         WHERE place <= {ENTRIES};
         SELECT prospects_effectifs_replier()"
    )
}
