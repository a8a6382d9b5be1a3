//! Invariants that must hold after every test, checked in the database.

use drill::never::{NEVER, Never};

use crate::support::db::TestDb;

/// Asserts the invariants.
pub(crate) async fn assert_invariants(db: &TestDb) {
    for Never { what, found } in NEVER {
        let all = format!("SELECT string_agg(found.who, ', ') AS text FROM ({found}) AS found (who)");
        assert_eq!(db.text(&all).await, None, "{what}");
    }
}

/// Deletes the records of refused callbacks, to compare the other changes. Asserts that some exist, each in the
/// events of the action and in the error journal.
pub(crate) async fn forget_refusals(db: &TestDb) {
    let (story, journal) = (
        "conversions_journal WHERE evenement = 'RAPPEL_REFUSE'",
        "journal_erreurs WHERE message_erreur LIKE 'Rappel refusé%' AND id_conversion IS NOT NULL",
    );
    let told = db.count(&format!("SELECT count(*) AS count FROM {story}")).await;
    assert_ne!(told, 0, "the story says nothing of the refusal");
    assert_eq!(db.count(&format!("SELECT count(*) AS count FROM {journal}")).await, told);
    db.execute(&format!("DELETE FROM {story}")).await;
    db.execute(&format!("DELETE FROM {journal}")).await;
}

/// Returns all data that an action can change, to compare it before and after.
pub(crate) async fn snapshot(db: &TestDb) -> String {
    let all = |table: &str, key: &str| {
        format!("'{table}', (SELECT jsonb_agg(to_jsonb(t) ORDER BY t.{key}) FROM {table} t)")
    };
    let tables = [
        all("prospects", "id_prospect"),
        all("historique_emails", "id_email"),
        all("candidats", "id_candidat"),
        all("anciens_candidats", "id_candidat"),
        all("liste_attente", "id_place"),
        all("sessions", "id_session"),
        all("conversions_en_cours", "id_conversion"),
        all("conversions_journal", "id"),
        all("notifications", "id"),
        all("journal_erreurs", "id"),
    ];
    db.text(&format!("SELECT jsonb_pretty(jsonb_build_object({})) AS text", tables.join(", "))).await.unwrap()
}
