//! Demo data: reproducible, complete, and consistent with every rule of the product.

use std::collections::BTreeMap;

use seed::{SeedOptions, seed};
use serde_json::Value;

use crate::support::app::{TestApp, start_of_time};
use crate::support::db::TestDb;

fn options() -> SeedOptions {
    SeedOptions { prospects: 500, graine: 1, maintenant: start_of_time() }
}

/// Invariants of the data, each with a query that counts violations.
const NEVER: &[(&str, &str)] = &[
    (
        "a candidate whose prospect is not marked, or the reverse",
        "SELECT count(*) FROM prospects p
         WHERE (p.statut_prospect = 'CANDIDAT') <> EXISTS (SELECT FROM candidats c WHERE c.id_prospect = p.id_prospect)",
    ),
    (
        "seats that are given to nobody, or to two",
        "SELECT count(*) FROM sessions s WHERE s.retenues <> 0
         OR s.inscrits <> (SELECT count(*) FROM candidats c WHERE c.id_session = s.id_session
             AND c.statut_dossier NOT IN ('REFUSE', 'DESISTE'))",
    ),
    (
        "a file that misses what its state says it has, or the reverse",
        "SELECT count(*) FROM candidats WHERE statut_dossier = 'RECU' OR (statut_dossier = 'INCOMPLET') <> (pieces_manquantes > 0)
            AND statut_dossier IN ('INCOMPLET', 'COMPLET')",
    ),
    (
        "a candidate in a session of another formation",
        "SELECT count(*) FROM candidats c JOIN sessions s USING (id_session) JOIN formations f USING (id_formation)
         WHERE f.code <> c.formation_retenue",
    ),
    ("an action that would be carried out", "SELECT count(*) FROM conversions_en_cours WHERE statut_action = 'EN_COURS'"),
    (
        "a failure without its entry in the journal",
        "SELECT count(*) FROM conversions_en_cours c WHERE c.statut_action = 'ERREUR'
         AND NOT EXISTS (SELECT FROM journal_erreurs j WHERE j.id_conversion = c.id_conversion)",
    ),
    (
        "a candidate without the conversion that made it",
        "SELECT count(*) FROM candidats c LEFT JOIN conversions_en_cours v USING (id_conversion)
         WHERE v.type_action IS DISTINCT FROM 'CONVERTIR_CANDIDAT' OR v.id_prospect <> c.id_prospect
            OR v.statut_action <> CASE WHEN c.partielle THEN 'ERREUR' ELSE 'TERMINEE' END",
    ),
    (
        "a Drive folder that a partial conversion can't have, or a whole one that lacks it",
        "SELECT count(*) FROM candidats WHERE partielle <> (lien_dossier_drive IS NULL)",
    ),
    (
        "another number of emails than the prospect says",
        "SELECT count(*) FROM prospects p
         WHERE p.nb_echanges <> (SELECT count(*) FROM historique_emails e WHERE e.id_prospect = p.id_prospect)",
    ),
    (
        "an email outside of the contacts that the prospect says",
        "SELECT count(*) FROM historique_emails e JOIN prospects p USING (id_prospect)
         WHERE e.date_envoi NOT BETWEEN p.date_premier_contact AND p.date_dernier_contact",
    ),
    (
        "something of the future",
        "SELECT (SELECT count(*) FROM prospects WHERE date_dernier_contact > '2026-11-05T09:00:00Z')
            + (SELECT count(*) FROM candidats WHERE date_conversion > '2026-11-05T09:00:00Z')
            + (SELECT count(*) FROM pieces_candidat WHERE date_etat > '2026-11-05T09:00:00Z')
            + (SELECT count(*) FROM journal_erreurs WHERE date_erreur > '2026-11-05T09:00:00Z')
            + (SELECT count(*) FROM notifications WHERE date_creation > '2026-11-05T09:00:00Z')
            + (SELECT count(*) FROM conversions_en_cours WHERE date_fin > '2026-11-05T09:00:00Z' OR date_debut > date_fin)",
    ),
    (
        "an address that could reach somebody",
        r"SELECT count(*) FROM (SELECT unnest(emails) AS adresse FROM prospects
            UNION ALL SELECT expediteur FROM historique_emails UNION ALL SELECT destinataire FROM historique_emails) a
         WHERE adresse !~ '^[a-z0-9._-]+@([a-z-]+\.)*(example|example\.(com|net|org))$'",
    ),
    (
        // Numbers that the French regulator reserves for fiction.
        "a telephone that could ring",
        "SELECT count(*) FROM (SELECT unnest(telephones) AS numero FROM prospects) t
         WHERE numero !~ '^[+]33(63998|19900|26191|35301|46571|53649)[0-9]{4}$'",
    ),
    // Siblings share an address.
    (
        "two records of one person",
        "SELECT count(*) - count(DISTINCT (a, nom, prenom)) FROM (SELECT unnest(emails) AS a, nom, prenom FROM prospects) e",
    ),
    (
        "counts that are not those of the rows",
        "SELECT count(*) FROM (SELECT statut_prospect, formation_souhaitee, mode_financement, count(*) AS n FROM prospects GROUP BY 1, 2, 3) r
         FULL JOIN (SELECT statut_prospect, formation_souhaitee, mode_financement, sum(nombre) AS n FROM prospects_effectifs GROUP BY 1, 2, 3) c
         ON r.statut_prospect = c.statut_prospect AND r.formation_souhaitee IS NOT DISTINCT FROM c.formation_souhaitee
            AND r.mode_financement IS NOT DISTINCT FROM c.mode_financement
         WHERE r.n IS DISTINCT FROM c.n",
    ),
    (
        "counts by statut that are not those of the rows",
        "SELECT count(*) FROM (SELECT statut_prospect, count(*) AS n FROM prospects GROUP BY 1) r
         FULL JOIN (SELECT statut_prospect, sum(nombre) AS n FROM prospects_effectifs_statuts GROUP BY 1) c USING (statut_prospect)
         WHERE r.n IS DISTINCT FROM c.n",
    ),
];

async fn seeded(options: SeedOptions) -> TestDb {
    let db = TestDb::create().await;
    let summary = seed(&mut db.connect().await, &options).await.unwrap();
    assert!(summary.changed());
    db
}

/// Returns a digest of each table, without columns that depend on the server's transaction numbers or clock.
async fn content(db: &TestDb) -> BTreeMap<&'static str, String> {
    let mut content = BTreeMap::new();
    for table in [
        "formations",
        "sessions",
        "documents_requis",
        "prospects",
        "historique_emails",
        "candidats",
        "pieces_candidat",
        "liste_attente",
        "vues",
        "lots",
        "lots_lignes",
        "conversions_en_cours",
        "conversions_journal",
        "notifications",
        "journal_erreurs",
        "utilisateurs",
    ] {
        let sql = format!(
            "SELECT md5(coalesce(string_agg((to_jsonb(t) - 'transaction_id')::text, ',' ORDER BY to_jsonb(t) - 'transaction_id'), ''))
             AS text FROM {table} t"
        );
        content.insert(table, db.text(&sql).await.unwrap());
    }
    content
}

#[tokio::test]
async fn the_same_seed_makes_the_same_data() {
    let (one, other) = futures_util::join!(seeded(options()), seeded(options()));
    assert_eq!(content(&one).await, content(&other).await);
}

#[tokio::test]
async fn another_seed_makes_other_people_in_the_same_school() {
    let (one, other) = futures_util::join!(seeded(options()), seeded(SeedOptions { graine: 2, ..options() }));
    let (one, other) = (content(&one).await, content(&other).await);
    assert_eq!(one["formations"], other["formations"]);
    assert_ne!(one["prospects"], other["prospects"]);
}

#[tokio::test]
async fn a_second_run_changes_nothing() {
    let db = seeded(options()).await;
    let before = content(&db).await;
    let again =
        seed(&mut db.connect().await, &SeedOptions { prospects: 10, graine: 3, ..options() }).await.unwrap();
    assert!(!again.changed());
    assert_eq!(content(&db).await, before);
}

/// Number of prospects that an admin follows, and of notes.
const FOLLOWED: &str = "SELECT (SELECT count(*) FROM prospects WHERE id_responsable IS NOT NULL) * 1000
    + (SELECT count(*) FROM notes) AS count";

#[tokio::test]
async fn a_run_after_the_first_admin_gives_the_touches_to_the_admins_once() {
    let db = seeded(options()).await;
    let again = async || seed(&mut db.connect().await, &options()).await.unwrap().changed();
    assert!(!again().await, "there was nobody to give them to");
    let admins = "INSERT INTO utilisateurs (email, nom, prenom, role, actif, date_creation)
        SELECT 'admin' || n || '@ecole.example', 'Martin', 'Sophie', 'ADMIN', n < 3, now()
        FROM generate_series(1, 3) AS n";
    db.execute(admins).await;
    assert!(again().await);
    let shares = "SELECT count(*) AS count FROM (SELECT id_responsable, count(*) AS n FROM prospects
        WHERE relance_le IS NOT NULL GROUP BY 1) s WHERE n > 5";
    assert_eq!(db.count(shares).await, 3, "two active admins, and nobody");
    let given = db.count(FOLLOWED).await;
    assert!(given % 1_000 > 5, "few notes");
    assert!(!again().await, "they were given twice");
    assert_eq!(db.count(FOLLOWED).await, given);
    let early = "SELECT count(*) AS count FROM notes WHERE date_note > '2026-11-05T09:00:00Z'";
    assert_eq!(db.count(early).await, 0);
}

#[tokio::test]
async fn real_people_are_given_to_nobody() {
    let db = seeded(options()).await;
    db.execute(
        "INSERT INTO utilisateurs (email, nom, prenom, role, actif, date_creation)
            VALUES ('admin@ecole.example', 'Martin', 'Sophie', 'ADMIN', true, now())",
    )
    .await;
    db.execute("UPDATE prospects SET emails = ARRAY['zoe@ecole.invalid'] WHERE id_prospect = 'PROS_7'").await;
    assert!(!seed(&mut db.connect().await, &options()).await.unwrap().changed());
    assert_eq!(db.count(FOLLOWED).await, 0);
}

#[tokio::test]
async fn two_runs_at_once_fill_the_database_once() {
    let db = TestDb::create().await;
    let run = async || seed(&mut db.connect().await, &options()).await.unwrap().changed();
    let (one, other) = futures_util::join!(run(), run());
    assert!(one != other);
    assert_eq!(db.count("SELECT count(*) AS count FROM prospects").await, 500);
}

#[tokio::test]
async fn the_data_keep_every_rule() {
    let db = seeded(options()).await;
    for (what, sql) in NEVER {
        let found = db.count(&format!("SELECT ({sql})::bigint AS count")).await;
        assert_eq!(found, 0, "{what}");
    }
}

#[tokio::test]
async fn the_data_show_every_state() {
    let db = seeded(options()).await;
    let shown = async |column: &str, table: &str| {
        let sql = format!(
            "SELECT jsonb_agg(DISTINCT {column})::text AS text FROM {table} WHERE {column} IS NOT NULL"
        );
        let words: Vec<String> = serde_json::from_str(&db.text(&sql).await.unwrap()).unwrap();
        words
    };
    for (column, table, number) in [
        ("statut_prospect", "prospects", common::StatutProspect::ALL.len()),
        ("mode_financement", "prospects", common::ModeFinancement::ALL.len()),
        ("source", "prospects", common::Source::ALL.len()),
        ("sens", "historique_emails", 2),
        ("etat", "pieces_candidat", common::EtatPiece::ALL.len()),
        ("severite", "journal_erreurs", common::Severite::ALL.len()),
        ("statut_action", "conversions_en_cours", 2),
        ("type_action", "conversions_en_cours", common::TypeAction::ALL.len()),
    ] {
        assert_eq!(shown(column, table).await.len(), number, "{column}");
    }
    assert!(shown("motif_perte", "prospects").await.len() > 5, "few reasons of a loss");
    let siblings =
        "SELECT count(*) AS count FROM prospects a JOIN prospects b ON a.emails && b.emails AND a.nom = b.nom
        AND a.prenom <> b.prenom";
    assert!(db.count(siblings).await > 0, "nobody shares an address");
    let open = "SELECT count(*) AS count FROM sessions WHERE statut_session IN ('OUVERTE', 'PLANIFIEE')
        AND date_debut >= '2026-11-05' AND inscrits < capacite";
    assert!(db.count(open).await > 0, "no session takes candidates");
    let bare = "SELECT count(*) AS count FROM formations f
        WHERE active AND NOT EXISTS (SELECT FROM documents_requis d WHERE d.id_formation = f.id_formation)";
    assert_eq!(db.count(bare).await, 0, "a formation requires nothing");
    assert!(
        db.count("SELECT count(*) AS count FROM candidats WHERE partielle").await > 0,
        "no partial conversion"
    );
}

#[tokio::test]
async fn the_next_prospect_has_the_next_number() {
    let db = seeded(options()).await;
    let next = "INSERT INTO prospects (nom, prenom, source, date_premier_contact, date_dernier_contact)
        VALUES ('Nom', '', 'EMAIL', now(), now()) RETURNING id_prospect AS text";
    assert_eq!(db.text(next).await.unwrap(), "PROS_501");
}

#[tokio::test]
async fn no_prospect_at_all_is_a_seed_too() {
    let db = seeded(SeedOptions { prospects: 0, ..options() }).await;
    assert_eq!(db.count("SELECT count(*) AS count FROM prospects").await, 0);
    assert!(db.count("SELECT count(*) AS count FROM formations").await > 0);
}

#[tokio::test]
async fn the_api_reads_the_whole_of_it() {
    let db = seeded(options()).await;
    let app = TestApp::setup().start_on(db);
    let admin = app.admin().await;
    let mut walked = 0;
    let mut page = admin.get("/api/prospects?limit=100").await;
    loop {
        let rows = page.expect(200).body["data"].as_array().unwrap();
        walked += rows.len();
        let Some(next) = page.body["pagination"]["curseurSuivant"].as_str() else { break };
        page = admin.get(&format!("/api/prospects?limit=100&curseur={next}")).await;
    }
    assert_eq!(page.body["pagination"]["total"], walked);
    let candidats =
        admin.get("/api/candidats?limit=100").await.expect(200).body["pagination"]["total"].as_i64().unwrap();
    assert_eq!(i64::try_from(walked).unwrap() + candidats, 500);
    for id in (1..=500).step_by(7) {
        admin.get(&format!("/api/prospects/PROS_{id}")).await.expect(200);
        admin.get(&format!("/api/prospects/PROS_{id}/emails?limit=100")).await.expect(200);
        admin.get(&format!("/api/prospects/PROS_{id}/actions")).await.expect(200);
    }
    let formations = admin.get("/api/formations?inactives=true").await;
    assert!(formations.expect(200).body["data"].as_array().is_some_and(|rows| !rows.is_empty()));
    for path in ["/api/sessions", "/api/notifications?limit=100"] {
        assert_ne!(admin.get(path).await.expect(200).body["data"], Value::Array(Vec::new()), "{path}");
    }
}
