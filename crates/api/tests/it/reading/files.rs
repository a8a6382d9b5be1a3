//! The list of candidates by the state of their files: filters, order, export, query plans.

use common::{CandidatSortKey, IdSession, Sort, StatutDossier};
use prospects_api::db::candidats::{CandidatFilters, list};
use prospects_api::db::pieces_candidat::list_missing;
use serde_json::json;

use super::plans::Explained;
use super::rows::{add_candidat, column, get};
use crate::export::file::{CANDIDATS, csv_rows, xlsx_rows};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::data;
use crate::support::db::TestDb;

/// Candidates whose files miss nothing, the identity card, or card and portfolio.
async fn people(app: &TestApp) {
    app.db
        .execute(
            "INSERT INTO documents_requis (id_formation, code, libelle, obligatoire, ordre)
             VALUES (1, 'PORTFOLIO', 'Portfolio', true, 3)",
        )
        .await;
    for (rank, numero) in ["TOUT", "RIEN", "CARTE", "BOOK", "TARD"].iter().enumerate() {
        add_candidat(&app.db, numero, json!({ "nom": numero, "prenom": "Marie" })).await;
        let sql = format!(
            "UPDATE candidats SET date_conversion = '2026-11-0{}T08:00:00Z' WHERE numero_dossier = '{numero}'",
            rank + 1
        );
        app.db.execute(&sql).await;
    }
    for (numero, code, etat) in [
        ("TOUT", "PIECE_IDENTITE", "RECUE"),
        ("TOUT", "PORTFOLIO", "DISPENSEE"),
        ("CARTE", "PORTFOLIO", "RECUE"),
        ("CARTE", "PIECE_IDENTITE", "REFUSEE"),
        ("BOOK", "PIECE_IDENTITE", "RECUE"),
    ] {
        app.db
            .execute(&format!(
                "UPDATE pieces_candidat SET etat = '{etat}', motif = CASE '{etat}' WHEN 'REFUSEE' THEN 'Floue' END
                 WHERE code = '{code}' AND id_candidat = (SELECT id_candidat FROM candidats WHERE numero_dossier = '{numero}')"
            ))
            .await;
    }
    app.db.execute("UPDATE candidats SET statut_dossier = 'REFUSE' WHERE numero_dossier = 'TARD'").await;
    app.db
        .execute(
            "WITH seats AS (UPDATE sessions SET inscrits = 1 WHERE id_session IN (1, 2))
             UPDATE candidats SET id_session = CASE numero_dossier WHEN 'RIEN' THEN 1 WHEN 'BOOK' THEN 2 END",
        )
        .await;
}

async fn numeros(client: &Client, query: &[(&str, &str)]) -> Vec<String> {
    let answer = get(client, "/api/candidats", query).await;
    let numeros = column(answer.expect(200), "numeroDossier");
    assert_eq!(answer.body["pagination"]["total"], numeros.len());
    numeros
}

#[tokio::test]
async fn the_list_is_filtered_by_what_is_missing_by_the_state_of_the_file_and_by_session() {
    let app = TestApp::start().await;
    people(&app).await;
    let admin = app.admin().await;
    for (query, expected) in [
        (&[("manque", "PIECE_IDENTITE")][..], &["TARD", "CARTE", "RIEN"][..]),
        (&[("manque", "PORTFOLIO")], &["TARD", "BOOK", "RIEN"]),
        (&[("manque", "PORTFOLIO"), ("manque", "PIECE_IDENTITE")], &["TARD", "BOOK", "CARTE", "RIEN"]),
        (&[("manque", "PIECE_IDENTITE"), ("dossier", "INCOMPLET")], &["CARTE", "RIEN"]),
        // A piece that is not mandatory is never missing.
        (&[("manque", "CV")], &[]),
        (&[("manque", "INCONNUE")], &[]),
        (&[("dossier", "COMPLET")], &["TOUT"]),
        (&[("dossier", "COMPLET"), ("dossier", "REFUSE")], &["TARD", "TOUT"]),
        (&[("dossier", "RECU")], &[]),
        (&[("session", "1")], &["RIEN"]),
        (&[("session", "1"), ("session", "2")], &["BOOK", "RIEN"]),
        (&[("session", "2"), ("manque", "PIECE_IDENTITE")], &[]),
        (&[("recherche", "marie"), ("dossier", "INCOMPLET"), ("manque", "PORTFOLIO")], &["BOOK", "RIEN"]),
    ] {
        assert_eq!(numeros(&admin, query).await, expected, "{query:?}");
    }
    for query in
        [("dossier", "PERDU"), ("session", "x"), ("manque", "a\u{1}"), ("tri", "nom"), ("manques", "CV")]
    {
        get(&admin, "/api/candidats", &[query]).await.expect_problem(400, "REQUETE_INVALIDE");
    }
}

#[tokio::test]
async fn what_is_missing_somewhere_can_be_chosen_as_a_filter() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = "/api/candidats/pieces-manquantes";
    assert_eq!(admin.get(path).await.expect(200).body, json!({ "data": [] }));
    people(&app).await;
    let card = json!({ "code": "PIECE_IDENTITE", "libelle": "Pièce d’identité" });
    let book = json!({ "code": "PORTFOLIO", "libelle": "Portfolio" });
    assert_eq!(admin.get(path).await.expect(200).body, json!({ "data": [card, book] }));
    app.db.execute("UPDATE pieces_candidat SET etat = 'RECUE' WHERE code = 'PIECE_IDENTITE'").await;
    assert_eq!(admin.get(path).await.expect(200).body, json!({ "data": [book] }));
}

#[tokio::test]
async fn the_list_is_sorted_by_the_number_of_missing_pieces() {
    let app = TestApp::start().await;
    people(&app).await;
    let admin = app.admin().await;
    for (tri, expected) in [
        ("-piecesManquantes", ["TARD", "RIEN", "BOOK", "CARTE", "TOUT"]),
        ("piecesManquantes", ["TOUT", "CARTE", "BOOK", "RIEN", "TARD"]),
        ("-dateConversion", ["TARD", "BOOK", "CARTE", "RIEN", "TOUT"]),
        ("dateConversion", ["TOUT", "RIEN", "CARTE", "BOOK", "TARD"]),
        ("", ["TARD", "BOOK", "CARTE", "RIEN", "TOUT"]),
    ] {
        assert_eq!(numeros(&admin, &[("tri", tri)]).await, expected, "{tri}");
        let mut paged = Vec::new();
        for page in ["1", "2", "3"] {
            let query = [("tri", tri), ("limit", "2"), ("page", page)];
            paged.extend(column(&get(&admin, "/api/candidats", &query).await, "numeroDossier"));
        }
        assert_eq!(paged, expected, "{tri}");
    }
    let answer = get(&admin, "/api/candidats", &[("tri", "-piecesManquantes")]).await;
    let counts: Vec<_> =
        answer.body["data"].as_array().unwrap().iter().map(|row| &row["piecesManquantes"]).collect();
    assert_eq!(counts, [2, 2, 1, 1, 0]);
}

#[tokio::test]
async fn the_file_has_the_rows_of_the_list_in_its_order_and_names_what_is_missing() {
    let app = TestApp::start().await;
    people(&app).await;
    let admin = app.admin().await;
    let queries: [&[(&str, &str)]; 5] = [
        &[],
        &[("tri", "piecesManquantes")],
        &[("manque", "PORTFOLIO"), ("dossier", "INCOMPLET")],
        &[("recherche", "marie"), ("session", "2")],
        &[("recherche", "personne")],
    ];
    for query in queries {
        let expected = numeros(&admin, query).await;
        let csv = csv_rows(&admin, CANDIDATS, query).await;
        let firsts: Vec<_> = csv.iter().skip(1).map(|row| row[0].clone()).collect();
        assert_eq!(firsts, expected, "{query:?}");
        let xlsx = xlsx_rows(&admin, CANDIDATS, query).await;
        let firsts: Vec<_> = xlsx.iter().skip(1).map(|row| row[0].to_string()).collect();
        assert_eq!(firsts, expected, "{query:?}");
    }
    let csv = csv_rows(&admin, CANDIDATS, &[("session", "1")]).await;
    let named = |header: &str| csv[1][csv[0].iter().position(|one| one == header).unwrap()].as_str();
    assert_eq!((named("Pièces manquantes"), named("Il manque")), ("2", "Pièce d’identité, Portfolio"));
    assert_eq!((named("Dossier"), named("Session")), ("Incomplet", "Mars 2027"));
}

#[tokio::test]
async fn each_exported_candidate_has_an_entry_in_the_audit() {
    let app = TestApp::start().await;
    people(&app).await;
    let admin = app.admin().await;
    csv_rows(&admin, CANDIDATS, &[("dossier", "INCOMPLET")]).await;
    let sql = "SELECT string_agg(c.numero_dossier || ' ' || a.auteur, ', ' ORDER BY c.numero_dossier) AS text FROM audit_prospects a
        JOIN candidats c USING (id_prospect) WHERE a.operation = 'EXPORT_LISTE'";
    let told = app.db.text(sql).await.unwrap();
    assert_eq!(told, "BOOK Sophie Martin, CARTE Sophie Martin, RIEN Sophie Martin");
    let journal = "SELECT detail AS text FROM journal_securite WHERE evenement = 'EXPORT'";
    assert_eq!(app.db.text(journal).await.unwrap(), "CANDIDATS");
}

#[tokio::test]
async fn an_export_without_a_format_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for query in ["", "?format=pdf", "?format=csv&dossier=x", "?format=csv&page=1"] {
        admin.get(&format!("{CANDIDATS}{query}")).await.expect_problem(400, "REQUETE_INVALIDE");
    }
}

/// Fills the tables in short transactions, because a long one would delay the live streams of other tests.
async fn fill(db: &TestDb) {
    const CANDIDATS: usize = 40_000;
    const BATCH: usize = 5_000;
    data::catalogue(db).await;
    for first in (0..CANDIDATS).step_by(BATCH) {
        db.execute(&format!(
            "WITH p AS (INSERT INTO prospects (nom, prenom, source, statut_prospect, date_premier_contact, date_dernier_contact)
                SELECT 'Nom' || i, 'Marie', 'EMAIL', 'CANDIDAT', '2026-01-01', '2026-02-01'
                FROM generate_series({first} + 1, {first} + {BATCH}) i RETURNING id_prospect)
             INSERT INTO candidats (id_prospect, numero_dossier, formation_retenue, date_conversion)
             SELECT id_prospect, id_prospect, 'CAP_BJ', '2026-03-01Z'::timestamptz + row_number() OVER () * interval '1 minute'
             FROM p"
        ))
        .await;
        db.execute(&format!(
            "UPDATE pieces_candidat SET etat = 'RECUE' WHERE id_candidat > {first} AND id_candidat % 50 <> 0"
        ))
        .await;
    }
    db.execute(
        "WITH seats AS (UPDATE sessions SET capacite = 10, inscrits = 10 WHERE id_session = 1)
         UPDATE candidats SET id_session = 1 WHERE id_candidat % 4000 = 0",
    )
    .await;
    // As vacuuming does in time: index-only scans need it.
    db.execute("VACUUM ANALYZE candidats").await;
    db.execute("VACUUM ANALYZE pieces_candidat").await;
    db.execute("ANALYZE prospects").await;
}

#[tokio::test]
async fn no_reading_of_many_candidates_goes_without_an_index() {
    let db = TestDb::create().await;
    fill(&db).await;
    let explained = Explained::connect(&db).await;
    let every = CandidatFilters::default();
    let of = |manque: &[&str], dossier: &[StatutDossier], session: &[i64]| CandidatFilters {
        manque: manque.iter().map(|&code| code.to_owned()).collect(),
        dossier: dossier.to_vec(),
        session: session.iter().map(|&id| IdSession::from(id)).collect(),
        ..CandidatFilters::default()
    };
    for (what, filters, rows) in [
        ("all", every, 25),
        ("a missing piece", of(&["PIECE_IDENTITE"], &[], &[]), 25),
        ("a missing piece of open files", of(&["PIECE_IDENTITE"], &[StatutDossier::Incomplet], &[]), 25),
        ("a piece that nobody misses", of(&["CV"], &[], &[]), 0),
        ("incomplete files", of(&[], &[StatutDossier::Incomplet], &[]), 25),
        ("refused files", of(&[], &[StatutDossier::Refuse], &[]), 0),
        ("a session", of(&[], &[], &[1]), 10),
        (
            "another formation",
            CandidatFilters { formation: vec!["GEMMO".to_owned()], ..CandidatFilters::default() },
            0,
        ),
    ] {
        for key in CandidatSortKey::ALL {
            let sort = Sort { key: *key, descending: true };
            explained
                .expect_whole_only(&["sessions", "formations"], async |conn| {
                    let found = list(conn, &filters, sort, 0, 25).await.unwrap();
                    assert_eq!(found.len(), rows, "{what}");
                })
                .await;
        }
    }
    explained
        .expect_whole_only(&[], async |conn| {
            assert_eq!(list_missing(conn).await.unwrap().len(), 1);
        })
        .await;
}
