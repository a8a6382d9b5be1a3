//! What must never happen (product.md §7), asked of the database itself.

use crate::support::db::TestDb;

/// Each names what must never happen and counts where it did.
const NEVER: &[(&str, &str)] = &[
    (
        "two actions of a type run for one prospect",
        "SELECT count(*) FROM (SELECT FROM conversions_en_cours WHERE statut_action = 'EN_COURS'
         GROUP BY id_prospect, type_action HAVING count(*) > 1) AS twice",
    ),
    (
        "a candidate without its prospect marked, or the reverse",
        "SELECT count(*) FROM prospects p
         WHERE (p.statut_prospect = 'CANDIDAT') <> EXISTS (SELECT FROM candidats c WHERE c.id_prospect = p.id_prospect)",
    ),
    (
        "held seats that no running action holds, or the reverse",
        "SELECT count(*) FROM sessions s WHERE s.retenues <> (SELECT count(*) FROM conversions_en_cours c
         WHERE c.id_session = s.id_session AND c.place_retenue)",
    ),
    (
        // The catalogue of the tests begins with two seats given in two sessions.
        "given seats that no candidate has, or the reverse",
        "SELECT count(*) FROM sessions s WHERE s.inscrits <> CASE WHEN s.libelle IN ('Une place', 'Complète') THEN 2 ELSE 0 END
         + (SELECT count(*) FROM candidats c WHERE c.id_session = s.id_session)",
    ),
    ("a seat given twice", "SELECT count(*) FROM sessions WHERE inscrits + retenues > capacite"),
    (
        "an action that nobody was told of",
        "SELECT abs((SELECT count(*) FROM conversions_en_cours)
         - (SELECT count(*) FROM notifications WHERE type = 'ACTION_START'))",
    ),
    (
        "a failure that nobody was told of",
        "SELECT count(*) FROM conversions_en_cours c WHERE c.statut_action = 'ERREUR' AND NOT c.partielle
         AND NOT EXISTS (SELECT FROM journal_erreurs j JOIN notifications n ON n.lien_action = '/admin/logs?entree=' || j.id
         WHERE j.id_conversion = c.id_conversion AND n.priorite = 'URGENTE')",
    ),
    (
        "a candidate that nobody was told of",
        "SELECT count(*) FROM candidats c WHERE NOT EXISTS
         (SELECT FROM notifications n WHERE n.lien_action = '/admin/candidats/' || c.id_candidat)",
    ),
    (
        "a successful or a partial conversion without its candidate",
        "SELECT count(*) FROM conversions_en_cours c WHERE c.type_action = 'CONVERTIR_CANDIDAT'
         AND (c.statut_action = 'TERMINEE' OR c.partielle) AND NOT EXISTS (SELECT FROM candidats k WHERE k.id_prospect = c.id_prospect)",
    ),
    (
        "a failure without its entry in the journal",
        "SELECT count(*) FROM conversions_en_cours c WHERE c.statut_action = 'ERREUR'
         AND NOT EXISTS (SELECT FROM journal_erreurs j WHERE j.id_conversion = c.id_conversion)",
    ),
    (
        "an ended action that an instance still holds",
        "SELECT count(*) FROM conversions_en_cours WHERE statut_action <> 'EN_COURS' AND bail_proprietaire IS NOT NULL",
    ),
];

/// Fails when something happened that must never happen.
pub(crate) async fn assert_invariants(db: &TestDb) {
    for (what, sql) in NEVER {
        let found = db.count(&format!("SELECT ({sql})::bigint AS count")).await;
        assert_eq!(found, 0, "{what}");
    }
}

/// Everything that an action can change, to be compared with what it was before.
pub(crate) async fn snapshot(db: &TestDb) -> String {
    let all = |table: &str, key: &str| {
        format!("'{table}', (SELECT jsonb_agg(to_jsonb(t) ORDER BY t.{key}) FROM {table} t)")
    };
    let tables = [
        all("prospects", "id_prospect"),
        all("historique_emails", "id_email"),
        all("candidats", "id_candidat"),
        all("sessions", "id_session"),
        all("conversions_en_cours", "id_conversion"),
        all("conversions_journal", "id"),
        all("notifications", "id"),
        all("journal_erreurs", "id"),
    ];
    db.text(&format!("SELECT jsonb_pretty(jsonb_build_object({})) AS text", tables.join(", "))).await.unwrap()
}
