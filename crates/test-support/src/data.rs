//! Small sets of rows for tests, inserted directly.

use super::db::TestDb;

/// Password of every account in tests.
pub const PASSWORD: &str = "mot de passe de test";

/// Inserts two formations, one inactive one, required documents, and sessions of every kind.
///
/// `CAP_BJ`: session 1 "Mars 2027" (5 seats), 2 "Une place" (1 seat), 3 "Complète" (full), 4 "Fermée".
/// GEMMO: session 5 "Gemmologie janvier" (10 seats). ANCIENNE: inactive.
pub async fn catalogue(db: &TestDb) {
    db.execute(
        "WITH f AS (INSERT INTO formations (code, nom, niveau, duree_heures, tarif, active) VALUES
            ('CAP_BJ', 'CAP Bijouterie-Joaillerie', 'CAP (niveau 3)', 800, 9500, true),
            ('GEMMO', 'Gemmologie', NULL, 120, 2400, true),
            ('ANCIENNE', 'Ancienne formation', NULL, NULL, NULL, false) RETURNING id_formation, code)
         INSERT INTO documents_requis (id_formation, code, libelle, obligatoire, ordre)
         SELECT id_formation, d.code, d.libelle, d.obligatoire, d.ordre FROM f
         CROSS JOIN (VALUES ('PIECE_IDENTITE', 'Pièce d’identité', true, 1), ('CV', 'CV', false, 2))
            AS d (code, libelle, obligatoire, ordre) WHERE f.code <> 'ANCIENNE'",
    )
    .await;
    db.execute(
        "INSERT INTO sessions (id_formation, libelle, date_debut, date_fin, capacite, inscrits, statut_session)
         SELECT f.id_formation, s.libelle, s.debut::date, s.fin::date, s.capacite, s.inscrits, s.statut
         FROM (VALUES (1, 'CAP_BJ', 'Mars 2027', '2027-03-01', '2027-12-17', 5, 0, 'OUVERTE'),
            (2, 'CAP_BJ', 'Une place', '2027-04-01', '2027-12-17', 1, 0, 'PLANIFIEE'),
            (3, 'CAP_BJ', 'Complète', '2027-05-01', '2027-12-17', 0, 0, 'OUVERTE'),
            (4, 'CAP_BJ', 'Fermée', '2027-06-01', '2027-12-17', 5, 0, 'FERMEE'),
            (5, 'GEMMO', 'Gemmologie janvier', '2027-01-11', '2027-02-26', 10, 0, 'OUVERTE'))
            AS s (rang, code, libelle, debut, fin, capacite, inscrits, statut)
         JOIN formations f USING (code) ORDER BY s.rang",
    )
    .await;
}

/// Inserts a prospect; returns its identifier.
pub async fn prospect(db: &TestDb, nom: &str, prenom: &str) -> String {
    let (nom, prenom) = (nom.replace('\'', "''"), prenom.replace('\'', "''"));
    let sql = format!(
        "INSERT INTO prospects (nom, prenom, emails, telephones, adresse, code_postal, ville, formation_souhaitee,
            mode_financement, statut_prospect, source, nb_echanges, date_premier_contact, date_dernier_contact)
         VALUES ('{nom}', '{prenom}', ARRAY['contact@exemple.example'], ARRAY['+33639981234'], '12 rue des Orfèvres',
            '69002', 'Lyon', 'CAP_BJ', 'CPF', 'QUALIFIE', 'SALON', 3, '2026-10-01T08:00:00Z', '2026-11-01T08:00:00Z')
         RETURNING id_prospect AS text"
    );
    db.text(&sql).await.unwrap()
}

/// Inserts `n` prospects; returns their identifiers.
pub async fn prospects(db: &TestDb, n: usize) -> Vec<String> {
    let mut ids = Vec::with_capacity(n);
    for rank in 0..n {
        ids.push(prospect(db, &format!("Nom{rank}"), "Prénom").await);
    }
    ids
}

/// Inserts an account that can log in with [`PASSWORD`].
pub async fn person(db: &TestDb, email: &str, prenom: &str, role: &str) {
    // Hashing is slow on purpose, so it is done once.
    static HASH: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();
    let hash = HASH
        .get_or_init(|| async { prospects_api::passwords::hash(PASSWORD.to_owned().into()).await.unwrap() });
    let hash = hash.await;
    db.execute(&format!(
        "INSERT INTO utilisateurs (email, nom, prenom, role, mot_de_passe_hash)
         VALUES ('{email}', 'Martin', '{prenom}', '{role}', '{hash}') ON CONFLICT DO NOTHING"
    ))
    .await;
}

/// Makes the database refuse new rows in `table`, so that a transaction fails at its last step.
pub async fn refuse_inserts(db: &TestDb, table: &str) {
    refuse(db, &format!("INSERT ON {table} FOR EACH STATEMENT")).await;
}

/// Makes statements fail. `when` is the event of a trigger, such as `UPDATE ON sessions FOR EACH STATEMENT`.
pub async fn refuse(db: &TestDb, when: &str) {
    db.execute(
        "CREATE OR REPLACE FUNCTION refuser() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN RAISE EXCEPTION 'refused by the test'; END $$",
    )
    .await;
    db.execute(&format!("CREATE TRIGGER refuser BEFORE {when} EXECUTE FUNCTION refuser()")).await;
}

/// Reverts [`refuse_inserts`].
pub async fn allow_inserts(db: &TestDb, table: &str) {
    db.execute(&format!("DROP TRIGGER refuser ON {table}")).await;
}
