//! The pieces of a candidate's file: copied at the conversion, noted by an admin or a program, decisive for the state of
//! the file.

mod derived;

use common::PorteeCle;
use drill::never::NEVER;
use reqwest::Method;
use serde_json::{Value, json};

use crate::actions::invariants::assert_invariants;
use crate::actions::scene::{Scene, conversion};
use crate::audit::trace::{entries, story, told};
use crate::instances::pair::Pair;
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::db::TestDb;
use crate::support::reading::add_candidat;
use crate::support::stream::Stream;

const IDENTITY: &str = "PIECE_IDENTITE";
const LINK: &str = "https://drive.example/identite.pdf";

/// Adds a candidate of `CAP_BJ`, whose identity card is mandatory and whose CV is not; returns the prospect.
async fn candidate(db: &TestDb) -> String {
    add_candidat(db, "DUMI01112026", json!({ "nom": "Dumitru", "prenom": "Marie" })).await
}

/// Notes a piece of candidate 1, from a version if one is given.
async fn note(client: &Client, code: &str, version: Option<&str>, body: Value) -> Answer {
    let path = format!("/api/candidats/1/pieces/{code}");
    let mut request = client.request(Method::PUT, &path).json(&body);
    if let Some(version) = version {
        request = request.header("if-match", version);
    }
    Answer::read(request).await
}

async fn note_any(client: &Client, code: &str, body: Value) -> Answer {
    note(client, code, Some("*"), body).await
}

async fn read(client: &Client) -> Answer {
    let answer = client.get("/api/candidats/1").await;
    answer.expect(200);
    answer
}

fn tag(answer: &Answer) -> String {
    answer.headers["etag"].to_str().unwrap().to_owned()
}

/// Returns state of the file and number of missing pieces.
fn file(answer: &Answer) -> (&str, i64) {
    let body = &answer.expect(200).body;
    (body["statutDossier"].as_str().unwrap(), body["piecesManquantes"].as_i64().unwrap())
}

/// Asserts the invariant of files. Others need the notification of each conversion.
async fn expect_consistent(db: &TestDb) {
    let of_files = NEVER.iter().find(|one| one.what == "a file whose state contradicts its pieces").unwrap();
    assert_eq!(
        db.texts(&format!("SELECT f.who AS text FROM ({}) AS f (who)", of_files.found)).await,
        [""; 0]
    );
}

fn states(answer: &Answer) -> Vec<(&str, &str)> {
    let pieces = answer.expect(200).body["pieces"].as_array().unwrap();
    pieces.iter().map(|one| (one["code"].as_str().unwrap(), one["etat"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_conversion_copies_the_documents_of_the_formation() {
    let scene = Scene::new().await;
    let action = scene.deliver_with(conversion(&scene.prospect)).await;
    scene.succeed(action, "DUMI05112026").await;
    let answer = read(&scene.admin).await;
    assert_eq!(file(&answer), ("INCOMPLET", 1));
    let piece = |code: &str, libelle: &str, obligatoire: bool| {
        json!({ "code": code, "libelle": libelle, "obligatoire": obligatoire, "etat": "ATTENDUE", "motif": null,
            "lien": null, "date": null, "auteur": null })
    };
    let expected = json!([piece(IDENTITY, "Pièce d’identité", true), piece("CV", "CV", false)]);
    assert_eq!(answer.body["pieces"], expected);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn a_partial_conversion_has_its_pieces_too() {
    let scene = Scene::new().await;
    scene.unreachable_with(conversion(&scene.prospect)).await;
    assert_eq!(states(&read(&scene.admin).await), [(IDENTITY, "ATTENDUE"), ("CV", "ATTENDUE")]);
    assert_invariants(&scene.app.db).await;
}

#[tokio::test]
async fn later_documents_of_the_formation_do_not_change_a_file_that_exists() {
    let app = TestApp::start().await;
    candidate(&app.db).await;
    let admin = app.admin().await;
    let before = read(&admin).await.body;
    let path = "/api/formations/CAP_BJ/documents-requis";
    let body = json!({ "documents": [{ "code": "PORTFOLIO", "libelle": "Portfolio", "obligatoire": true }] });
    let request = admin.request(Method::PUT, path).header("if-match", "*").json(&body);
    Answer::read(request).await.expect(200);
    assert_eq!(read(&admin).await.body, before);
    add_candidat(&app.db, "PETI01112026", json!({ "nom": "Petit" })).await;
    let other = admin.get("/api/candidats/2").await;
    assert_eq!(states(&other), [("PORTFOLIO", "ATTENDUE")]);
}

#[tokio::test]
async fn an_admin_notes_a_piece_and_the_file_is_complete() {
    let app = TestApp::start().await;
    let prospect = candidate(&app.db).await;
    let admin = app.admin().await;
    let seen = read(&admin).await;
    let answer = note(&admin, IDENTITY, Some(&tag(&seen)), json!({ "etat": "RECUE", "lien": LINK })).await;
    assert_eq!(file(&answer), ("COMPLET", 0));
    let expected = json!({ "code": IDENTITY, "libelle": "Pièce d’identité", "obligatoire": true, "etat": "RECUE",
        "motif": null, "lien": LINK, "date": "2026-11-05T09:00:00Z", "auteur": "Sophie Martin" });
    assert_eq!(answer.body["pieces"][0], expected);
    let now = read(&admin).await;
    assert_eq!((&now.body, tag(&now)), (&answer.body, tag(&answer)));
    assert_ne!(tag(&now), tag(&seen));
    let change = entries(&admin, &prospect).await.remove(0);
    assert_eq!(
        (&change["champs"], &change["auteur"]),
        (&json!(["pieces.PIECE_IDENTITE"]), &json!("Sophie Martin"))
    );
    expect_consistent(&app.db).await;
}

#[tokio::test]
async fn a_piece_that_is_noted_twice_keeps_its_date_and_its_author() {
    let app = TestApp::start().await;
    let prospect = candidate(&app.db).await;
    let (admin, n8n) = (app.admin().await, app.n8n_client());
    let body = json!({ "etat": "RECUE", "lien": LINK });
    let first = note(&n8n, IDENTITY, None, body.clone()).await;
    assert_eq!(first.expect(200).body["pieces"][0]["auteur"], "n8n");
    app.advance(chrono::TimeDelta::hours(1));
    let second = note(&n8n, IDENTITY, None, body.clone()).await;
    assert_eq!((&second.expect(200).body, tag(&second)), (&first.body, tag(&first)));
    let third = note_any(&admin, IDENTITY, body).await;
    assert_eq!(third.expect(200).body, first.body);
    let done = [("MODIFICATION", "n8n"), ("LECTURE", "n8n"), ("LECTURE", "Sophie Martin")];
    assert_eq!(story(&admin, &prospect).await, told(&done));
}

#[tokio::test]
async fn a_too_long_reason_of_a_program_is_cut_and_says_so() {
    let app = TestApp::start().await;
    candidate(&app.db).await;
    let (admin, n8n) = (app.admin().await, app.n8n_client());
    let body = json!({ "etat": "REFUSEE", "motif": "é".repeat(501) });
    for _ in 0..2 {
        let answer = note(&n8n, IDENTITY, None, body.clone()).await;
        let motif = answer.expect(200).body["pieces"][0]["motif"].as_str().unwrap();
        assert!(motif.ends_with("é…\n[À l’enregistrement : « motif » coupé à 500 caractères.]"), "{motif}");
        assert_eq!(motif.chars().count(), 500);
    }
    note_any(&admin, IDENTITY, body).await.expect_field("motif", "LONGUEUR");
}

#[tokio::test]
async fn a_person_says_which_version_was_read_and_a_program_may() {
    let app = TestApp::start().await;
    candidate(&app.db).await;
    let (admin, n8n) = (app.admin().await, app.n8n_client());
    let stale = tag(&read(&admin).await);
    note(&n8n, "CV", None, json!({ "etat": "RECUE" })).await.expect(200);
    let received = json!({ "etat": "RECUE" });
    for client in [&admin, &n8n] {
        note(client, IDENTITY, Some(&stale), received.clone()).await.expect_problem(412, "VERSION_PERIMEE");
        note(client, IDENTITY, Some("x"), received.clone()).await.expect_problem(400, "REQUETE_INVALIDE");
    }
    note(&admin, IDENTITY, None, received.clone()).await.expect_problem(428, "CONDITION_REQUISE");
    assert_eq!(file(&read(&admin).await), ("INCOMPLET", 1));
    let fresh = tag(&read(&admin).await);
    note(&n8n, IDENTITY, Some(&fresh), received).await.expect(200);
}

#[tokio::test]
async fn every_change_of_the_candidate_raises_its_version() {
    let app = TestApp::start().await;
    candidate(&app.db).await;
    let admin = app.admin().await;
    let seen = tag(&read(&admin).await);
    let moved = admin.post("/api/candidats/1/changement-session", json!({ "idSession": 1 })).await;
    moved.expect(200);
    assert_ne!(tag(&moved), seen);
    let late = note(&admin, IDENTITY, Some(&seen), json!({ "etat": "RECUE" })).await;
    late.expect_problem(412, "VERSION_PERIMEE");
}

#[tokio::test]
async fn wrong_fields_are_named() {
    let app = TestApp::start().await;
    candidate(&app.db).await;
    let (admin, n8n) = (app.admin().await, app.n8n_client());
    for (body, champ, code) in [
        (json!({ "etat": "REFUSEE" }), "motif", "MOTIF_REQUIS"),
        (json!({ "etat": "REFUSEE", "motif": " \n" }), "motif", "MOTIF_REQUIS"),
        (json!({ "etat": "RECUE", "motif": "Illisible" }), "motif", "MOTIF_INTERDIT"),
        (json!({ "etat": "ATTENDUE", "motif": "Illisible" }), "motif", "MOTIF_INTERDIT"),
        (json!({ "etat": "RECUE", "lien": "http://drive.example/1" }), "lien", "LIEN_INVALIDE"),
        (json!({ "etat": "RECUE", "lien": "javascript:alert(1)" }), "lien", "LIEN_INVALIDE"),
        (json!({ "etat": "RECUE", "lien": "={{ $json.lien }}" }), "lien", "VALEUR_NON_REMPLIE"),
        (json!({ "etat": "PERDUE" }), "etat", "VALEUR_INCONNUE"),
        (json!({ "lien": LINK }), "etat", "CHAMP_REQUIS"),
    ] {
        for client in [&admin, &n8n] {
            note_any(client, IDENTITY, body.clone()).await.expect_field(champ, code);
        }
    }
    let unknown = json!({ "etat": "RECUE", "nom": "x" });
    note_any(&admin, IDENTITY, unknown.clone()).await.expect_field("nom", "CHAMP_INCONNU");
    assert_eq!(states(&read(&admin).await)[0], (IDENTITY, "ATTENDUE"));
    note_any(&n8n, IDENTITY, unknown).await.expect(200);
    let body = json!({ "etat": "DISPENSEE", "motif": "Déjà diplômée" });
    assert_eq!(note_any(&admin, IDENTITY, body).await.body["pieces"][0]["motif"], "Déjà diplômée");
    let body = json!({ "etat": "DISPENSEE", "motif": null, "lien": "" });
    assert_eq!(note_any(&admin, IDENTITY, body).await.body["pieces"][0]["motif"], Value::Null);
}

#[tokio::test]
async fn an_unknown_candidate_or_piece_is_not_found() {
    let app = TestApp::start().await;
    candidate(&app.db).await;
    let n8n = app.n8n_client();
    for path in
        ["999/pieces/CV", "x/pieces/CV", "1/pieces/PORTFOLIO", "1/pieces/cv", "1/pieces/%00", "1/pieces/%20"]
    {
        let request =
            n8n.request(Method::PUT, &format!("/api/candidats/{path}")).json(&json!({ "etat": "RECUE" }));
        Answer::read(request).await.expect_problem(404, "INTROUVABLE");
    }
}

#[tokio::test]
async fn a_named_key_with_the_scope_of_candidates_notes_pieces() {
    let app = TestApp::start().await;
    candidate(&app.db).await;
    let program = app.program("Coffre de documents", &[PorteeCle::CandidatsEcrire]).await;
    let answer = note(&program, IDENTITY, None, json!({ "etat": "RECUE" })).await;
    assert_eq!(answer.expect(200).body["pieces"][0]["auteur"], "clé « Coffre de documents »");
    let other = app.program("Site de l’école", &[PorteeCle::ProspectsEcrire]).await;
    let refused = note(&other, IDENTITY, None, json!({ "etat": "ATTENDUE" })).await;
    refused.expect_problem(403, "ACCES_REFUSE");
}

#[tokio::test]
async fn a_late_piece_of_somebody_who_was_decided_about_is_a_fact_and_no_decision() {
    let app = TestApp::start().await;
    candidate(&app.db).await;
    let n8n = app.n8n_client();
    for decision in ["ACCEPTE", "REFUSE"] {
        app.db.execute(&format!("UPDATE candidats SET statut_dossier = '{decision}'")).await;
        for (etat, missing) in [("RECUE", 0), ("ATTENDUE", 1)] {
            let answer = note(&n8n, IDENTITY, None, json!({ "etat": etat })).await;
            assert_eq!(file(&answer), (decision, missing), "{etat}");
        }
    }
    expect_consistent(&app.db).await;
}

#[tokio::test]
async fn the_file_of_a_formation_that_requires_nothing_is_complete() {
    let app = TestApp::start().await;
    app.db.execute("UPDATE documents_requis SET obligatoire = false").await;
    candidate(&app.db).await;
    assert_eq!(file(&read(&app.admin().await).await), ("COMPLET", 0));
    app.db.execute("DELETE FROM documents_requis").await;
    add_candidat(&app.db, "PETI01112026", json!({ "nom": "Petit" })).await;
    let other = app.admin().await.get("/api/candidats/2").await;
    assert_eq!((file(&other), states(&other)), (("COMPLET", 0), vec![]));
    expect_consistent(&app.db).await;
}

#[tokio::test]
async fn the_pages_of_both_instances_hear_of_a_piece() {
    let pair = Pair::at_work().await;
    let prospect = candidate(&pair.one.db).await;
    let [at_one, at_two] = pair.admin().await;
    let mut streams = [Stream::open(&at_one).await, Stream::open(&at_two).await];
    note_any(&at_one, IDENTITY, json!({ "etat": "RECUE" })).await.expect(200);
    for stream in &mut streams {
        assert_eq!(stream.next_of("prospect").await.data, json!({ "idProspect": prospect }));
    }
}

#[tokio::test]
async fn anonymisation_keeps_the_states_and_erases_reasons_and_links() {
    let app = TestApp::start().await;
    let prospect = candidate(&app.db).await;
    let admin = app.admin().await;
    note_any(&admin, IDENTITY, json!({ "etat": "REFUSEE", "motif": "Périmée", "lien": LINK }))
        .await
        .expect(200);
    let person = admin.get(&format!("/api/prospects/{prospect}/donnees-personnelles")).await;
    let given = &person.expect(200).body["donnees"]["piecesCandidat"];
    let given = given.as_array().unwrap().iter().find(|one| one["code"] == IDENTITY).unwrap();
    assert_eq!((&given["motif"], &given["lien"]), (&json!("Périmée"), &json!(LINK)));
    admin.post("/api/rgpd/anonymisation", json!({ "ids": [prospect], "motif": "DEMANDE" })).await.expect(200);
    let piece = &read(&admin).await.body["pieces"][0];
    assert_eq!((&piece["etat"], &piece["lien"]), (&json!("REFUSEE"), &Value::Null));
    assert_eq!(piece["motif"], "Contenu effacé : la personne a été anonymisée.");
    assert_eq!(piece["date"], "2026-10-31T23:00:00Z");
    note_any(&admin, IDENTITY, json!({ "etat": "RECUE" })).await.expect_problem(409, "PERSONNE_ANONYMISEE");
}
