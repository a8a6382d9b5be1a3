//! Views are saved, renamed, moved and deleted; two admins do not overwrite each other.

use futures_util::future::join_all;
use reqwest::Method;
use reqwest::header::IF_MATCH;
use serde_json::json;

use super::{VUES, change, list, names_of, path, save, tag};
use crate::instances::pair::Pair;
use crate::support::app::TestApp;
use crate::support::client::Answer;
use crate::support::stream::Stream;

#[tokio::test]
async fn a_view_is_seen_by_its_person_and_one_of_the_team_by_every_admin() {
    let app = TestApp::start().await;
    let (sophie, claire) = (app.admin().await, app.login("claire@ecole.example", "Claire", "ADMIN").await);
    let own = save(&sophie, "PERSONNELLE", "  Mes  CAP ", "formation=CAP_BJ").await;
    assert_eq!((&own["nom"], &own["ordre"], &own["version"]), (&json!("Mes CAP"), &json!(1), &json!(1)));
    save(&claire, "EQUIPE", "Nouveaux", "statut=NOUVEAU").await;
    save(&claire, "PERSONNELLE", "Mes CAP", "").await;
    assert_eq!(names_of(&sophie).await, ["Mes CAP", "Nouveaux"]);
    assert_eq!(list(&sophie).await[0], own);
    assert_eq!(names_of(&claire).await, ["Mes CAP", "Nouveaux"]);
    change(&claire, &own, "*", json!({ "nom": "Volée" })).await.expect_problem(404, "INTROUVABLE");
    Answer::read(claire.request(Method::DELETE, &path(&own))).await.expect_problem(404, "INTROUVABLE");
    assert_eq!(list(&sophie).await[0], own);
}

#[tokio::test]
async fn of_two_admins_on_one_view_of_the_team_the_second_sees_the_change_of_the_first() {
    let app = TestApp::start().await;
    let (sophie, claire) = (app.admin().await, app.login("claire@ecole.example", "Claire", "ADMIN").await);
    let read = save(&sophie, "EQUIPE", "Nouveaux", "statut=NOUVEAU").await;
    let changed = change(&claire, &read, &tag(&read), json!({ "requete": "statut=CONTACTE" })).await;
    let view = changed.expect(200).body.clone();
    assert_eq!((&view["requete"], &view["version"]), (&json!("statut=CONTACTE"), &json!(2)));
    assert_eq!(changed.headers["etag"], "\"v2\"");
    let late = change(&sophie, &read, &tag(&read), json!({ "nom": "Entrants" })).await;
    late.expect_problem(412, "VERSION_PERIMEE");
    let untagged = sophie.request(Method::PATCH, &path(&read)).json(&json!({ "nom": "Entrants" }));
    Answer::read(untagged).await.expect_problem(428, "CONDITION_REQUISE");
    Answer::read(sophie.request(Method::DELETE, &path(&read))).await.expect_problem(428, "CONDITION_REQUISE");
    let stale = sophie.request(Method::DELETE, &path(&read)).header(IF_MATCH, tag(&read));
    Answer::read(stale).await.expect_problem(412, "VERSION_PERIMEE");
    change(&sophie, &read, "v2", json!({ "nom": "Entrants" })).await.expect_problem(400, "REQUETE_INVALIDE");
    assert_eq!(list(&sophie).await, std::slice::from_ref(&view));
    change(&sophie, &read, &tag(&view), json!({ "nom": "Entrants" })).await.expect(200);
}

#[tokio::test]
async fn of_several_changes_of_one_version_one_is_made() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let view = save(&admin, "EQUIPE", "Nouveaux", "statut=NOUVEAU").await;
    let names: Vec<_> = (0..8).map(|turn| json!({ "nom": format!("Nom {turn}") })).collect();
    let answers = join_all(names.iter().map(|body| change(&admin, &view, "\"v1\"", body.clone()))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert!(answers.iter().all(|answer| answer.status == 200 || answer.status == 412));
    assert_eq!(list(&admin).await[0]["version"], 2);
}

#[tokio::test]
async fn the_view_of_a_person_needs_no_version_and_respects_a_given_one() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let view = save(&admin, "PERSONNELLE", "Nouveaux", "statut=NOUVEAU").await;
    let body = json!({ "nom": "Entrants" });
    Answer::read(admin.request(Method::PATCH, &path(&view)).json(&body)).await.expect(200);
    change(&admin, &view, &tag(&view), json!({ "nom": "Autre" }))
        .await
        .expect_problem(412, "VERSION_PERIMEE");
    let twice = Answer::read(admin.request(Method::PATCH, &path(&view)).json(&body)).await;
    assert_eq!(twice.expect(200).body["version"], 2, "nothing is changed twice");
    Answer::read(admin.request(Method::DELETE, &path(&view))).await.expect(204);
    Answer::read(admin.request(Method::DELETE, &path(&view))).await.expect_problem(404, "INTROUVABLE");
}

#[tokio::test]
async fn a_moved_view_takes_its_place_and_the_others_make_room() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    save(&admin, "PERSONNELLE", "À moi", "").await;
    let mut views = Vec::new();
    for nom in ["A", "B", "C", "D"] {
        views.push(save(&admin, "EQUIPE", nom, "").await);
    }
    for (moved, place, expected) in
        [(3, 1, "DABC"), (0, 3, "DBAC"), (1, 1_000, "DACB"), (1, 4, "DACB"), (3, 2, "ADCB")]
    {
        let answer = change(&admin, &views[moved], "*", json!({ "ordre": place })).await;
        assert_eq!(answer.expect(200).body["version"], 1, "a place is no new version");
        assert_eq!(names_of(&admin).await[1..].concat(), expected);
    }
    change(&admin, &views[0], "*", json!({ "ordre": 0 })).await.expect_field("ordre", "HORS_LIMITES");
    let gone = admin.request(Method::DELETE, &path(&views[3])).header(IF_MATCH, "*");
    Answer::read(gone).await.expect(204);
    let places: Vec<_> = list(&admin).await.iter().map(|view| view["ordre"].clone()).collect();
    assert_eq!(places, [1, 1, 2, 3]);
}

#[tokio::test]
async fn a_name_is_taken_once_and_thirty_views_are_enough() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let view = |nom: &str| json!({ "nom": nom, "requete": "", "portee": "EQUIPE" });
    save(&admin, "EQUIPE", "Une", "").await;
    let other = save(&admin, "EQUIPE", "Deux", "").await;
    admin.post(VUES, view(" Une")).await.expect_field("nom", "DEJA_UTILISE");
    change(&admin, &other, "*", json!({ "nom": "Une" })).await.expect_field("nom", "DEJA_UTILISE");
    let names: Vec<_> = (0..32).map(|turn| view(&format!("Vue {turn}"))).collect();
    let answers = join_all(names.into_iter().map(|body| admin.post(VUES, body))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 28);
    admin.post(VUES, view("Trop")).await.expect_field("portee", "TROP_LONG");
    assert_eq!(app.db.count("SELECT count(*) FROM vues").await, 30);
    save(&admin, "PERSONNELLE", "Une", "").await;
}

#[tokio::test]
async fn a_wrong_field_is_named_with_its_cause() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let known = save(&admin, "PERSONNELLE", "Vue", "").await;
    for (field, value, code) in [
        ("nom", json!(" "), "CHAMP_REQUIS"),
        ("nom", json!("n".repeat(61)), "LONGUEUR"),
        ("nom", json!("a\nb"), "CARACTERE_INTERDIT"),
        ("requete", json!("statut=JADIS"), "VALEUR_INCONNUE"),
        ("requete", json!("page=2"), "VALEUR_INCONNUE"),
        ("requete", json!("tri=nom&tri=statut"), "VALEUR_INCONNUE"),
        ("requete", json!(format!("recherche={}", "a".repeat(2_000))), "LONGUEUR"),
        ("requete", json!(null), "TYPE_INVALIDE"),
        ("autre", json!(1), "CHAMP_INCONNU"),
    ] {
        let mut body = json!({ "nom": "Nouvelle", "requete": "", "portee": "PERSONNELLE" });
        body[field] = value.clone();
        admin.post(VUES, body).await.expect_field(field, code);
        change(&admin, &known, "*", json!({ field: value })).await.expect_field(field, code);
    }
    let body = json!({ "nom": "Nouvelle", "requete": "", "portee": "TOUS" });
    admin.post(VUES, body).await.expect_field("portee", "VALEUR_INCONNUE");
    admin.post_text(VUES, "{").await.expect_problem(400, "REQUETE_INVALIDE");
    let unknown = admin.request(Method::PATCH, &format!("{VUES}/999")).json(&json!({ "nom": "x" }));
    Answer::read(unknown).await.expect_problem(404, "INTROUVABLE");
    assert_eq!(list(&admin).await, [known]);
}

#[tokio::test]
async fn the_pages_of_both_instances_hear_of_a_change_of_a_view_of_the_team() {
    let pair = Pair::at_work().await;
    let [at_one, at_two] = pair.admin().await;
    let mut streams = [Stream::open(&at_one).await, Stream::open(&at_two).await];
    save(&at_one, "EQUIPE", "Nouveaux", "").await;
    for stream in &mut streams {
        assert_eq!(stream.next_of("prospect").await.data, json!({ "idProspect": null }));
    }
}

#[tokio::test]
async fn the_views_of_a_person_end_with_the_account() {
    let app = TestApp::start().await;
    app.db
        .execute(
            "WITH u AS (INSERT INTO utilisateurs (email, nom, prenom, role)
                VALUES ('ines@ecole.example', 'Petit', 'Inès', 'ADMIN') RETURNING id_utilisateur)
             INSERT INTO vues (id_utilisateur, nom, requete, ordre)
             SELECT id_utilisateur, 'À moi', '', 1 FROM u UNION ALL SELECT NULL, 'À tous', '', 1",
        )
        .await;
    app.db.execute("DELETE FROM utilisateurs WHERE email = 'ines@ecole.example'").await;
    assert_eq!(app.db.texts("SELECT nom AS text FROM vues").await, ["À tous"]);
}
