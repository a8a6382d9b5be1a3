//! Search of the whole database, in every table, after an anonymisation: no data of the person is left, the data of
//! others and the counts are unchanged.

use std::collections::BTreeMap;

use diesel_async::SimpleAsyncConnection as _;
use prospects_api::db::migrations::{self, Patience};
use reqwest::Method;
use serde_json::{Value, json};

use super::person::{WORDS, anonymise, live, scene_with_person};
use crate::actions::scene::{COMPLETE, Scene, count, id_of, row};
use crate::reading::plans::Explained;
use crate::reading::rows::quoted;
use crate::support::client::Answer;
use crate::support::db::TestDb;

/// Finds each word: returns the tables that hold it, in text, list, JSON or bytes.
pub(crate) async fn search(db: &TestDb, words: &[&str]) -> BTreeMap<String, Vec<String>> {
    let sql = "SELECT string_agg(table_name, ' ') AS text FROM information_schema.tables
        WHERE table_schema = 'public' AND table_type = 'BASE TABLE'";
    let tables = db.text(sql).await.unwrap();
    let mut found = BTreeMap::new();
    for word in words {
        let (pattern, word) = (quoted(&format!("%{word}%")), quoted(word));
        let holds = tables.split(' ').map(|table| {
            format!(
                "SELECT '{table}' AS holder WHERE EXISTS (SELECT FROM {table} t, concat(to_jsonb(t)) AS whole
                 WHERE normaliser(whole) LIKE normaliser({pattern})
                    OR strpos(whole, encode(convert_to({word}, 'UTF8'), 'hex')) > 0)"
            )
        });
        let holds = holds.collect::<Vec<_>>().join(" UNION ALL ");
        let holders = db.text(&format!("SELECT string_agg(holder, ' ') AS text FROM ({holds}) h")).await;
        found.insert(word, holders.iter().flat_map(|all| all.split(' ')).map(str::to_owned).collect());
    }
    found
}

/// Returns all counts that the API offers.
async fn statistics(scene: &Scene, id: &str) -> Value {
    let mut all = serde_json::Map::new();
    for path in [
        "/api/prospects/compteurs",
        "/api/journal-erreurs/statistiques",
        "/api/sessions",
        "/api/prospects?statut=CANDIDAT&limit=1",
        "/api/prospects?statut=QUALIFIE&statut=NOUVEAU&limit=1",
        "/api/candidats?limit=1",
        "/api/notifications/compteurs",
        "/api/journal-erreurs?limit=1",
    ] {
        let body = scene.admin.get(path).await.expect(200).body.clone();
        let counted =
            body.get("pagination").map_or(body.clone(), |place| json!([place["total"], place["totalPages"]]));
        all.insert(path.to_owned(), counted);
    }
    for sql in [
        "SELECT jsonb_agg(to_jsonb(e) ORDER BY to_jsonb(e))::text AS text FROM (SELECT statut_prospect, formation_souhaitee,
            mode_financement, sum(nombre) FROM prospects_effectifs GROUP BY 1, 2, 3 HAVING sum(nombre) <> 0) e",
        "SELECT jsonb_agg(a ORDER BY a)::text AS text FROM (SELECT type_action || statut_action || count(*) || sum(duree_ms)
            FROM conversions_en_cours GROUP BY type_action, statut_action) t (a)",
        "SELECT jsonb_agg(m ORDER BY m)::text AS text FROM (SELECT sens || date_trunc('month', date_envoi, 'Europe/Paris') || count(*)
            FROM historique_emails GROUP BY sens, date_trunc('month', date_envoi, 'Europe/Paris')) t (m)",
    ] {
        all.insert(sql.to_owned(), json!(scene.app.db.text(sql).await));
    }
    let kept = format!(
        "SELECT jsonb_build_array(statut_prospect, formation_souhaitee, mode_financement, source, nb_echanges)::text AS text
         FROM prospects WHERE id_prospect = '{id}'"
    );
    all.insert("record".to_owned(), row(&scene.app.db, &kept).await);
    Value::Object(all)
}

/// Returns every row of another person, and the reports about them.
async fn of_another(db: &TestDb, id: &str) -> Option<String> {
    db.text(&format!(
        "SELECT jsonb_build_array((SELECT to_jsonb(p) FROM prospects p WHERE id_prospect = '{id}'),
            (SELECT jsonb_agg(to_jsonb(e) ORDER BY id_email) FROM historique_emails e WHERE id_prospect = '{id}'),
            (SELECT jsonb_agg(to_jsonb(c) ORDER BY id_conversion) FROM conversions_en_cours c WHERE id_prospect = '{id}'),
            (SELECT jsonb_agg(to_jsonb(n) ORDER BY id) FROM notifications n WHERE lien_action LIKE '%={id}'),
            (SELECT jsonb_agg(to_jsonb(j) ORDER BY id) FROM journal_erreurs j WHERE message_erreur LIKE '%Dumitru%'))::text AS text"
    ))
    .await
}

#[tokio::test]
async fn nothing_of_an_anonymised_person_is_left_in_any_table() {
    let (scene, id) = scene_with_person().await;
    live(&scene, &id).await;
    let before = search(&scene.app.db, WORDS).await;
    let nowhere: Vec<_> = before.iter().filter(|(_, tables)| tables.is_empty()).collect();
    assert!(nowhere.is_empty(), "the test leaves no such trace: {nowhere:?}");
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    let after = search(&scene.app.db, WORDS).await;
    let left: Vec<_> = after.iter().filter(|(_, tables)| !tables.is_empty()).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn counts_are_what_they_were() {
    let (scene, id) = scene_with_person().await;
    live(&scene, &id).await;
    let before = statistics(&scene, &id).await;
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    assert_eq!(statistics(&scene, &id).await, before);
}

#[tokio::test]
async fn everything_of_the_others_is_left_as_it_was() {
    let (scene, id) = scene_with_person().await;
    let failed = scene.deliver().await;
    scene.fail(failed).await;
    // PROS_1 is a prefix of PROS_12: an identifier must match as a whole word.
    let report = json!({ "nomWorkflow": "Tri", "messageErreur": format!("Échec pour Marie Dumitru, {id}7, 06 39 98 77 56") });
    scene.n8n.post("/api/journal-erreurs", report).await.expect(201);
    live(&scene, &id).await;
    let before = of_another(&scene.app.db, &scene.prospect).await;
    assert!(before.as_ref().is_some_and(|rows| rows.matches("Dumitru").count() == 3), "{before:?}");
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    assert_eq!(of_another(&scene.app.db, &scene.prospect).await, before);
}

/// Reports to the error journal as n8n does; returns the entry.
async fn report(scene: &Scene, report: Value) -> i64 {
    scene.n8n.post("/api/journal-erreurs", report).await.expect(201).body["id"].as_i64().unwrap()
}

/// Returns the texts of an entry.
async fn said(scene: &Scene, id: i64) -> Value {
    let columns = "nom_workflow, nom_noeud, message_erreur, donnees_entree";
    row(
        &scene.app.db,
        &format!("SELECT jsonb_build_array({columns})::text AS text FROM journal_erreurs WHERE id = {id}"),
    )
    .await
}

/// Returns the texts of an erased entry whose workflow names nobody.
fn erased() -> Value {
    json!(["Tri", null, "Contenu effacé : la personne a été anonymisée.", null])
}

#[tokio::test]
async fn a_trace_is_found_in_any_spelling() {
    let (scene, id) = scene_with_person().await;
    let spellings = [
        "0639987755",
        "06/39/98/77/55",
        "06-39-98-77-55",
        "06\u{a0}39\u{a0}98\u{a0}77\u{a0}55",
        "06\u{202f}39\u{202f}98\u{202f}77\u{202f}55",
        "06\u{2011}39\u{2011}98\u{2011}77\u{2011}55",
        "\u{202a}+33\u{200e} 6 39 98 77 55\u{202c}",
        "00 33 (0)6.39.98.77.55",
        "tel:+33639987755, 06 00 00 00 00",
        "%2B33%206%2039%2098%2077%2055",
        "2026-11-05 0639987755",
        "zeph.quetzal%40exemple.example",
        "zeph.quetzal%2540exemple.example",
        "zeph.quetzal&#64;exemple.example",
        "zeph.quetzal&#x40;exemple.example",
        "zeph.quetzal&commat;exemple.example",
        r"zeph.quetzal\u0040exemple.example",
        r#"{"body":"{\\\"email\\\":\\\"zeph.quetzal\\u0040exemple.example\\\"}"}"#,
        "zeph.quet\u{ad}zal@exemple\u{200b}.example",
        "MAILTO:ZEPH.QUETZAL@EXEMPLE.EXAMPLE?subject=x",
        r"Destinataire :\nzeph.quetzal@exemple.example",
        "Z&eacute;phirine%20QUETZALCOATL",
        "Ze\u{301}phirine Quetzalcoatl",
        "77, impasse des Okapis",
    ];
    let mut entries = Vec::new();
    for spelling in spellings {
        let message = json!({ "nomWorkflow": "Tri", "messageErreur": spelling });
        let data =
            json!({ "nomWorkflow": "Tri", "messageErreur": "Échec", "donneesEntree": { "x": [spelling] } });
        entries.push((spelling, report(&scene, message).await, report(&scene, data).await));
    }
    let given = scene.admin.get(&format!("/api/prospects/{id}/donnees-personnelles")).await;
    assert_eq!(
        given.expect(200).body["donnees"]["journalErreurs"].as_array().unwrap().len(),
        2 * spellings.len()
    );
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    for (spelling, message, data) in entries {
        assert_eq!(said(&scene, message).await, erased(), "{spelling}");
        assert_eq!(said(&scene, data).await, erased(), "in JSON: {spelling}");
    }
}

#[tokio::test]
async fn what_is_like_a_trace_is_left() {
    let (scene, id) = scene_with_person().await;
    let others = [
        "0639987756".to_owned(),
        "06 39 98 77, 55".to_owned(),
        "xzeph.quetzal@exemple.example".to_owned(),
        "zeph.quetzal@exemple.example2".to_owned(),
        "Quetzalcoatl seule".to_owned(),
        format!("{id}7"),
        "exemple zeph example quetzal".to_owned(),
    ];
    let mut entries = Vec::new();
    for text in &others {
        entries.push(report(&scene, json!({ "nomWorkflow": "Tri", "messageErreur": text })).await);
    }
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    for (text, entry) in others.iter().zip(entries) {
        assert_eq!(said(&scene, entry).await[2], json!(text));
    }
}

#[tokio::test]
async fn workflow_and_node_that_name_the_person_are_erased_and_a_workflow_of_nobody_is_kept() {
    let (scene, id) = scene_with_person().await;
    let named = json!({ "nomWorkflow": "Relance de Zéphirine Quetzalcoatl", "nomNoeud": "Mail zeph.quetzal@exemple.example",
        "messageErreur": "Échec" });
    let (named, node) = (
        report(&scene, named).await,
        report(&scene, json!({ "nomWorkflow": "Tri", "nomNoeud": "Mail à Zéphirine", "messageErreur": format!("Échec {id}") }))
            .await,
    );
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    let gone = "Contenu effacé : la personne a été anonymisée.";
    assert_eq!(said(&scene, named).await, json!([gone, null, gone, null]));
    assert_eq!(said(&scene, node).await, erased());
}

#[tokio::test]
async fn former_addresses_and_numbers_are_given_and_erased_with_the_person() {
    let (scene, id) = scene_with_person().await;
    let change = async |body: Value| {
        let request = scene.admin.request(Method::PATCH, &format!("/api/prospects/{id}"));
        Answer::read(request.header("if-match", "*").json(&body)).await.expect(200);
    };
    change(json!({ "emails": ["avant@exemple.example"], "telephones": ["06 39 98 10 01"] })).await;
    change(json!({ "emails": ["zeph.quetzal@exemple.example"], "telephones": ["06 39 98 77 55"] })).await;
    let former = "SELECT jsonb_agg(valeur ORDER BY nature)::text AS text FROM anciennes_coordonnees";
    // An address that the record has again is not a former one.
    assert_eq!(row(&scene.app.db, former).await, json!(["avant@exemple.example", "+33639981001"]));
    let by_address =
        report(&scene, json!({ "nomWorkflow": "Tri", "messageErreur": "Refus de avant@exemple.example" }))
            .await;
    let by_number =
        report(&scene, json!({ "nomWorkflow": "Tri", "messageErreur": "Appel du 06 39 98 10 01" })).await;
    let given = scene.admin.get(&format!("/api/prospects/{id}/donnees-personnelles")).await;
    let given = &given.expect(200).body["donnees"];
    assert_eq!(given["anciennesCoordonnees"].as_array().unwrap().len(), 2);
    assert_eq!(given["journalErreurs"].as_array().unwrap().len(), 2);
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    assert_eq!((said(&scene, by_address).await, said(&scene, by_number).await), (erased(), erased()));
    let after = search(&scene.app.db, &["avant@exemple", "639981001"]).await;
    assert!(after.values().all(Vec::is_empty), "{after:?}");
}

#[tokio::test]
async fn a_report_that_comes_after_the_anonymisation_is_kept_without_its_words() {
    let (scene, id) = scene_with_person().await;
    let body = json!({ "typeEmail": "INFORMATION", "message": "Bonjour" });
    let asked = id_of(scene.admin.post(&format!("/api/prospects/{id}/send-email"), body).await.expect(202));
    scene.app.dispatch().await;
    scene.fail(asked).await;
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    let words = "Relance de Zéphirine Quetzalcoatl";
    for named in [
        json!({ "idConversion": asked, "email": "zeph.quetzal@exemple.example" }),
        json!({ "idConversion": asked.to_string() }),
        json!({ "webhook": { "body": { "idConversion": asked } } }),
        json!({ "idProspect": id }),
        json!({ "url": format!("https://ecole.example/api/prospects/{id}/emails"), "texte": words }),
        json!({ "execution": format!("{{\"idConversion\":{asked},\"nom\":\"Quetzalcoatl\"}}") }),
    ] {
        let late = json!({ "nomWorkflow": words, "nomNoeud": words, "messageErreur": words, "donneesEntree": named });
        let entry = report(&scene, late).await;
        let gone = "Contenu effacé : la personne a été anonymisée.";
        assert_eq!(said(&scene, entry).await, json!([gone, null, gone, null]), "{named}");
    }
    let step = json!({ "idConversion": asked, "etape": words, "pourcentage": 60 });
    scene.n8n.post("/api/prospects/conversion-progress", step).await.expect(204);
    for success in [true, false] {
        let callback = json!({ "idConversion": asked, "success": success, "objet": words, "contenu": words, "messageErreur": words });
        assert_eq!(scene.n8n.post(COMPLETE, callback).await.expect(200).body["dejaTraite"], true);
    }
    let after = search(&scene.app.db, &["Quetzalcoatl", "Zéphirine", "zeph.quetzal"]).await;
    assert!(after.values().all(Vec::is_empty), "{after:?}");
}

#[tokio::test]
async fn a_report_that_comes_during_the_anonymisation_is_erased_or_kept_without_its_words() {
    let (scene, id) = scene_with_person().await;
    let body = json!({ "ids": [id], "motif": "DEMANDE" });
    let late = json!({ "nomWorkflow": "Tri", "messageErreur": "Quetzalcoatl", "donneesEntree": { "idProspect": id } });
    let reports = (0..10).map(|_| scene.n8n.post("/api/journal-erreurs", late.clone()));
    let erase = scene.admin.post(super::person::ANONYMISE, body);
    let (erased, reported) = futures_util::join!(erase, futures_util::future::join_all(reports));
    assert_eq!(erased.expect(200).body["data"][0]["resultat"], "ANONYMISEE");
    assert!(reported.iter().all(|answer| answer.status == 201));
    assert_eq!(search(&scene.app.db, &["Quetzalcoatl"]).await["'Quetzalcoatl'"], Vec::<String>::new());
}

#[tokio::test]
async fn what_a_former_version_let_through_goes_with_a_second_anonymisation() {
    let (scene, id) = scene_with_person().await;
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    let left = format!(
        "INSERT INTO journal_erreurs (date_erreur, nom_workflow, nom_noeud, message_erreur, severite)
         VALUES ('2026-11-05Z', 'Tri', 'Gmail', 'Quetzalcoatl, {id}', 'ERREUR')"
    );
    scene.app.db.execute(&left).await;
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["DEJA_ANONYMISEE"]);
    assert_eq!(search(&scene.app.db, &["Quetzalcoatl"]).await["'Quetzalcoatl'"], Vec::<String>::new());
}

// Migrations block the thread that applies them.
#[tokio::test(flavor = "multi_thread")]
async fn an_entry_whose_keys_are_not_extracted_yet_is_found_and_migrate_extracts_them() {
    let (scene, id) = scene_with_person().await;
    let entry =
        report(&scene, json!({ "nomWorkflow": "Tri", "messageErreur": "Appel du 06/39/98/77/55" })).await;
    let keys = "SELECT reperes::text AS text FROM journal_reperes";
    let extracted = scene.app.db.text(keys).await;
    scene.app.db.execute("UPDATE journal_reperes SET reperes = NULL").await;
    let found = format!("journal_de_personne('{id}') AS entry WHERE entry = {entry}");
    assert_eq!(count(&scene.app.db, &found).await, 1);
    let owner = scene.app.db.connect().await;
    migrations::run(owner, None, Patience::default(), |_| ()).await.unwrap();
    assert_eq!(scene.app.db.text(keys).await, extracted);
    assert_eq!(count(&scene.app.db, &found).await, 1);
}

#[tokio::test]
async fn the_keys_of_an_entry_are_those_of_what_it_says_now() {
    let (scene, id) = scene_with_person().await;
    live(&scene, &id).await;
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    let stale = "journal_reperes r JOIN journal_erreurs j ON j.id = r.id_entree
        WHERE r.reperes IS DISTINCT FROM reperes_de_texte(journal_texte(j))";
    assert_eq!(count(&scene.app.db, stale).await, 0);
    assert_ne!(count(&scene.app.db, "journal_reperes").await, 0);
}

#[tokio::test]
async fn what_is_said_of_a_person_is_found_without_reading_all() {
    let db = TestDb::create().await;
    crate::support::data::catalogue(&db).await;
    let id = crate::support::data::prospect(&db, "Quetzalcoatl", "Zéphirine").await;
    db.execute(
        "INSERT INTO journal_erreurs (date_erreur, nom_workflow, message_erreur, severite)
         SELECT '2026-11-05Z', 'Tri', 'Échec de Zéphirine pour personne' || i || '@exemple.example '
            || (SELECT string_agg(md5((i * k)::text), ' ') FROM generate_series(1, 30) k), 'ERREUR'
         FROM generate_series(1, 20000) i",
    )
    .await;
    db.execute(
        "INSERT INTO notifications (categorie, type, priorite, titre, message, audience, lien_action, date_creation)
         SELECT 'CANDIDAT', 'ACTION_SUCCESS', 'HAUTE', 'Titre', 'Message', 'ADMIN', '/admin/candidats/' || i, '2026-11-05Z'
         FROM generate_series(1, 20000) i",
    )
    .await;
    db.execute("ANALYZE").await;
    let small =
        ["prospects", "candidats", "anciens_candidats", "conversions_en_cours", "anciennes_coordonnees"];
    let explained = Explained::connect(&db).await;
    explained
        .expect_whole_only(&small, async |conn| {
            let sql = format!(
                "SET auto_explain.log_nested_statements = on; SELECT notifications_de_personne('{id}')"
            );
            (&mut &*conn).batch_execute(&sql).await.unwrap();
        })
        .await;
}
