//! Reads of the day's work, of the filters that the maintained counts do not know, and of the team's activity.

use anyhow::Context as _;

use super::reads::Case;
use crate::database::Database;

/// An admin follows 3 000 prospects, of whom 1 000 wait for a touch that is late, and the lost ones have reasons.
const WORK: &str = "
    UPDATE prospects SET id_responsable = (SELECT min(id_utilisateur) FROM utilisateurs WHERE role = 'ADMIN'),
        relance_le = current_date + (CASE WHEN n % 3 = 0 THEN -1 - n % 7 ELSE 30 + n % 60 END)::integer
    FROM (SELECT id_prospect AS id, row_number() OVER (ORDER BY id_prospect) AS n FROM prospects
          WHERE statut_prospect NOT IN ('PERDU', 'CANDIDAT') ORDER BY id_prospect LIMIT 3000) AS followed
    WHERE id_prospect = id AND relance_le IS NULL;
    UPDATE prospects SET motif_perte = (ARRAY['TROP_CHER', 'AUTRE_ECOLE', 'PLUS_DE_NOUVELLES', 'AUTRE'])[nb_echanges % 4 + 1]
    WHERE motif_perte = 'NON_PRECISE'";

/// A day of the team: 5 000 changes and a bulk change of 2 000 records.
const DAY: &str = "INSERT INTO audit_prospects (id_prospect, date_evenement, operation, champs, id_lot, id_utilisateur, auteur)
    SELECT p.id_prospect, date_trunc('day', now(), 'Europe/Paris') + p.n * interval '10 ms', 'MODIFICATION', '{notes}',
        CASE WHEN p.n > 5000 THEN 1 END, a.id, 'Sophie Martin'
    FROM (SELECT id_prospect, row_number() OVER () AS n FROM prospects LIMIT 7000) AS p,
        (SELECT min(id_utilisateur) AS id FROM utilisateurs WHERE role = 'ADMIN') AS a
    WHERE NOT EXISTS (SELECT FROM audit_prospects WHERE operation = 'MODIFICATION'
        AND date_evenement >= date_trunc('day', now(), 'Europe/Paris'))";

/// Writes what the cases read, unless an earlier run did, and returns them. The statements are those that an experienced
/// author would write by hand.
pub(super) async fn cases(database: &Database) -> anyhow::Result<[Case; 5]> {
    database.execute(WORK).await?;
    database.execute(DAY).await?;
    database.execute("VACUUM ANALYZE prospects, audit_prospects").await?;
    let admin = "SELECT min(id_utilisateur) FROM utilisateurs WHERE role = 'ADMIN'";
    let admin = *database.numbers(admin).await?.first().context("an admin")?;
    let late = format!("p.id_responsable = {admin} AND p.relance_le < current_date");
    let silent = format!(
        "p.visible AND p.id_responsable = {admin}
            AND p.date_dernier_contact < date_trunc('day', now(), 'Europe/Paris') - interval '29 days'"
    );
    let lost = "p.visible AND p.motif_perte = 'TROP_CHER'";
    let by_contact = "p.date_dernier_contact DESC, p.id_prospect DESC";
    Ok([
        Case {
            name: "late touches of an admin and total",
            path: format!("/api/relances?quand=retard&responsable={admin}"),
            sql: list(&late, "p.relance_le, coalesce(p.relance_heure, '24:00'), p.id_prospect"),
        },
        Case {
            name: "counts of the day's work of an admin",
            path: format!("/api/relances/compteurs?responsable={admin}"),
            sql: counts(admin),
        },
        Case {
            name: "owner, contact and total",
            path: format!("/api/prospects?responsable={admin}&contact=avant30j"),
            sql: list(&silent, by_contact),
        },
        Case {
            name: "reason of the loss and total",
            path: "/api/prospects?motifPerte=TROP_CHER".into(),
            sql: list(lost, by_contact),
        },
        Case { name: "activity of a day and total", path: "/api/activite".into(), sql: ACTIVITY.into() },
    ])
}

/// Returns the SQL of a page of prospects in this order, and its total.
fn list(rows: &str, order: &str) -> String {
    format!(
        "SELECT p.*, f.nom, u.prenom, u.nom, (SELECT type_action FROM conversions_en_cours a
            WHERE a.id_prospect = p.id_prospect AND a.statut_action = 'EN_COURS' ORDER BY id_conversion DESC LIMIT 1),
            (SELECT count(*) FROM prospects p WHERE {rows})
         FROM prospects p LEFT JOIN formations f ON f.code = p.formation_souhaitee
         LEFT JOIN utilisateurs u ON u.id_utilisateur = p.id_responsable
         WHERE {rows} ORDER BY {order} LIMIT 26"
    )
}

/// Returns the SQL of the numbers of the sections, up to 1 000 each.
fn counts(admin: i64) -> String {
    let open =
        "statut_prospect NOT IN ('CANDIDAT', 'PERDU') AND date_anonymisation IS NULL AND relance_le IS NULL
        AND date_dernier_contact < now() - interval '14 days'";
    let sections = [
        "relance_le < current_date",
        "relance_le = current_date",
        "relance_le > current_date AND relance_le <= current_date + 7",
        open,
    ];
    let count = |section: &str| {
        format!(
            "(SELECT count(*) FROM (SELECT FROM prospects WHERE id_responsable = {admin} AND {section} LIMIT 1001) AS s)"
        )
    };
    format!("SELECT {}", sections.map(count).join(", "))
}

/// The latest entries of the day, those of a bulk change as one, with their number.
const ACTIVITY: &str = "SELECT a.*, g.fiches, p.prenom, p.nom, c.type_action, c.statut_action,
        (SELECT count(*) FROM (SELECT FROM audit_prospects WHERE id_utilisateur IS NOT NULL
            AND operation NOT IN ('LECTURE', 'LECTURE_EMAILS', 'EXPORT_LISTE', 'EXPORT_PERSONNE')
            AND date_evenement >= date_trunc('day', now(), 'Europe/Paris')
            GROUP BY CASE WHEN id_lot IS NULL THEN id END, id_lot, operation, id_utilisateur) AS t)
    FROM (SELECT max(id) AS id, max(date_evenement) AS date, count(*) AS fiches FROM audit_prospects
        WHERE id_utilisateur IS NOT NULL AND operation NOT IN ('LECTURE', 'LECTURE_EMAILS', 'EXPORT_LISTE', 'EXPORT_PERSONNE')
            AND date_evenement >= date_trunc('day', now(), 'Europe/Paris')
        GROUP BY CASE WHEN id_lot IS NULL THEN id END, id_lot, operation, id_utilisateur
        ORDER BY date DESC, id DESC LIMIT 26) AS g
    JOIN audit_prospects a USING (id) LEFT JOIN prospects p USING (id_prospect)
    LEFT JOIN conversions_en_cours c USING (id_conversion) ORDER BY g.date DESC, a.id DESC";
