//! After an anonymisation the whole database is searched, whatever tables it has: nothing of the person is left, everything
//! of the others is, and counts are what they were.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::person::{WORDS, anonymise, live, scene_with_person};
use crate::actions::scene::{Scene, row};
use crate::reading::rows::quoted;
use crate::support::db::TestDb;

/// Where each word is found: the tables that hold it, in a text, a list, a JSON or bytes.
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

/// What counts say, by every way in which they are asked.
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

/// Every row of another person, and what n8n reported of them.
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
    // PROS_1 begins like PROS_12: an identifier is a word, not the beginning of one.
    let report = json!({ "nomWorkflow": "Tri", "messageErreur": format!("Échec pour Marie Dumitru, {id}7, 06 39 98 77 56") });
    scene.n8n.post("/api/journal-erreurs", report).await.expect(201);
    live(&scene, &id).await;
    let before = of_another(&scene.app.db, &scene.prospect).await;
    assert!(before.as_ref().is_some_and(|rows| rows.matches("Dumitru").count() == 3), "{before:?}");
    assert_eq!(anonymise(&scene, &[&id], "DEMANDE").await, ["ANONYMISEE"]);
    assert_eq!(of_another(&scene.app.db, &scene.prospect).await, before);
}
