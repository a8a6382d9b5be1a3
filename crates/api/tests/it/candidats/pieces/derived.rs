//! The state of a file follows from its pieces, whoever writes them and in whatever order.

use diesel_async::SimpleAsyncConnection as _;
use serde_json::{Value, json};

use super::{IDENTITY, candidate, expect_consistent, file, note, read};
use crate::instances::pair::Pair;
use crate::intake::coordinates::waiting;
use crate::support::app::TestApp;
use crate::support::reading::add_candidat;

/// The migration that adds the table, undone and done.
const DOWN: &str =
    include_str!("../../../../../../migrations/2026-12-03-100000_create_pieces_candidat/down.sql");
const UP: [&str; 2] = [
    include_str!("../../../../../../migrations/2026-12-03-100000_create_pieces_candidat/up.sql"),
    include_str!("../../../../../../migrations/2026-12-03-100002_fill_pieces_candidat/up.sql"),
];

#[tokio::test]
async fn every_state_of_five_pieces_gives_the_state_of_the_file_that_the_rule_says() {
    const STATES: [&str; 4] = ["ATTENDUE", "RECUE", "REFUSEE", "DISPENSEE"];
    const MANDATORY: [bool; 5] = [true, false, true, true, false];
    let app = TestApp::start().await;
    let rows: Vec<_> =
        (0..5).map(|rank| format!("('P{rank}', 'Pièce {rank}', {}, {rank})", MANDATORY[rank])).collect();
    let mut owner = app.db.connect().await;
    owner
        .batch_execute(&format!(
            "DELETE FROM documents_requis;
             INSERT INTO documents_requis (id_formation, code, libelle, obligatoire, ordre)
             SELECT 1, d.* FROM (VALUES {}) AS d;
             INSERT INTO prospects (nom, prenom, source, statut_prospect, date_premier_contact, date_dernier_contact)
             SELECT 'Nom', '', 'EMAIL', 'CANDIDAT', '2026-10-01', '2026-11-01' FROM generate_series(1, 1024);
             INSERT INTO candidats (id_prospect, numero_dossier, formation_retenue, date_conversion)
             SELECT id_prospect, id_prospect, 'CAP_BJ', '2026-11-02' FROM prospects",
            rows.join(", ")
        ))
        .await
        .unwrap();
    // Candidate n has the state n in base four.
    app.db
        .execute(
            "UPDATE pieces_candidat SET motif = 'Illisible',
                etat = (ARRAY['ATTENDUE', 'RECUE', 'REFUSEE', 'DISPENSEE'])[(id_candidat - 1) / (4 ^ ordre)::bigint % 4 + 1]",
        )
        .await;
    let sql = "SELECT jsonb_agg(jsonb_build_array(id_candidat - 1, statut_dossier, pieces_manquantes,
            (SELECT jsonb_agg(etat ORDER BY ordre) FROM pieces_candidat p WHERE p.id_candidat = c.id_candidat)))::text AS text
        FROM candidats c";
    let found: Vec<(usize, String, usize, Vec<String>)> =
        serde_json::from_str(&app.db.text(sql).await.unwrap()).unwrap();
    assert_eq!(found.len(), 1_024);
    for (number, statut, missing, pieces) in found {
        let expected: Vec<_> = (0..5).map(|rank| STATES[number / 4_usize.pow(rank) % 4]).collect();
        assert_eq!(pieces, expected);
        let owed = |(etat, mandatory): (&&str, &bool)| *mandatory && matches!(*etat, "ATTENDUE" | "REFUSEE");
        let count = expected.iter().zip(&MANDATORY).filter(|pair| owed(*pair)).count();
        let word = if count == 0 { "COMPLET" } else { "INCOMPLET" };
        assert_eq!((missing, statut.as_str()), (count, word), "{expected:?}");
    }
    expect_consistent(&app.db).await;
}

#[tokio::test]
async fn no_writer_can_contradict_the_pieces() {
    let app = TestApp::start().await;
    candidate(&app.db).await;
    let admin = app.admin().await;
    for statut in ["COMPLET", "RECU", "INCOMPLET"] {
        let sql = format!("UPDATE candidats SET statut_dossier = '{statut}', pieces_manquantes = 0");
        app.db.execute(&sql).await;
        assert_eq!(file(&read(&admin).await), ("INCOMPLET", 1), "{statut}");
    }
    app.db.execute("DELETE FROM pieces_candidat").await;
    assert_eq!(file(&read(&admin).await), ("COMPLET", 0));
    expect_consistent(&app.db).await;
}

#[tokio::test]
async fn two_pieces_that_arrive_at_once_are_both_counted() {
    let pair = Pair::with(TestApp::setup).await;
    let db = &pair.one.db;
    db.execute("UPDATE documents_requis SET obligatoire = true").await;
    candidate(db).await;
    let (at_one, at_two) = (pair.one.n8n_client(), pair.two.n8n_client());
    for (etat, expected) in [("RECUE", ("COMPLET", 0)), ("ATTENDUE", ("INCOMPLET", 2))].repeat(5) {
        let body = json!({ "etat": etat });
        let (one, two) = futures_util::join!(
            note(&at_one, IDENTITY, None, body.clone()),
            note(&at_two, "CV", None, body.clone()),
        );
        one.expect(200);
        two.expect(200);
        assert_eq!(file(&at_one.get("/api/candidats/1").await), expected);
    }
    expect_consistent(db).await;
}

#[tokio::test]
async fn writers_of_sql_that_do_not_lock_the_candidate_are_counted_too() {
    let app = TestApp::start().await;
    app.db.execute("UPDATE documents_requis SET obligatoire = true").await;
    candidate(&app.db).await;
    let (mut first, mut second) = (app.db.connect().await, app.db.connect().await);
    first.batch_execute("BEGIN; UPDATE pieces_candidat SET etat = 'RECUE' WHERE code = 'CV'").await.unwrap();
    let later = tokio::spawn(async move {
        second.batch_execute("UPDATE pieces_candidat SET etat = 'RECUE' WHERE code = 'PIECE_IDENTITE'").await
    });
    waiting(&app, 1).await;
    first.batch_execute("COMMIT").await.unwrap();
    later.await.unwrap().unwrap();
    assert_eq!(file(&read(&app.admin().await).await), ("COMPLET", 0));
    expect_consistent(&app.db).await;
}

#[tokio::test]
async fn candidates_of_an_earlier_version_have_their_pieces_at_each_step_of_the_update() {
    let app = TestApp::start().await;
    let mut owner = app.db.connect().await;
    owner.batch_execute("DELETE FROM candidats").await.unwrap();
    owner.batch_execute(DOWN).await.unwrap();
    for (rank, statut) in ["RECU", "INCOMPLET", "COMPLET", "ACCEPTE", "REFUSE"].iter().enumerate() {
        let numero = format!("OLD{rank}");
        add_candidat(&app.db, &numero, json!({ "nom": "Dumitru" })).await;
        let sql =
            format!("UPDATE candidats SET statut_dossier = '{statut}' WHERE numero_dossier = '{numero}'");
        app.db.execute(&sql).await;
    }
    owner.batch_execute(UP[0]).await.unwrap();
    // As an earlier version of the service does while the migration runs.
    add_candidat(&app.db, "MEANWHILE", json!({ "nom": "Dumitru" })).await;
    owner.batch_execute(UP[1]).await.unwrap();
    let sql = "SELECT jsonb_agg(jsonb_build_array(statut_dossier, pieces_manquantes,
            (SELECT string_agg(etat, ' ' ORDER BY ordre) FROM pieces_candidat p WHERE p.id_candidat = c.id_candidat))
            ORDER BY numero_dossier DESC)::text AS text FROM candidats c";
    let found: Value = serde_json::from_str(&app.db.text(sql).await.unwrap()).unwrap();
    let (owed, given) = ("ATTENDUE ATTENDUE", "RECUE RECUE");
    let expected = json!([
        ["REFUSE", 1, owed],
        ["ACCEPTE", 0, given],
        ["COMPLET", 0, given],
        ["INCOMPLET", 1, owed],
        ["INCOMPLET", 1, owed],
        ["INCOMPLET", 1, owed]
    ]);
    assert_eq!(found, expected);
    expect_consistent(&app.db).await;
}
