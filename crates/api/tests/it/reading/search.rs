//! Results of searches.

use serde_json::json;

use super::rows::{add, found, list};
use crate::support::app::TestApp;
use crate::support::client::Client;

/// Inserts a person who is found, and one who is not.
async fn people(app: &TestApp) -> String {
    let columns = json!({
        "nom": "Dûpré-Lévêque", "prenom": "Chloé",
        "emails": ["chloe.dupre@exemple.example", "c.leveque@bureau.example"],
        "telephones": ["+33639981234", "+33199001122"], "ville": "Saint-Étienne",
    });
    let wanted = add(&app.db, columns).await;
    let other = json!({
        "nom": "Martin", "prenom": "Zacharie", "emails": ["zac@autre.example"], "telephones": ["+33639985678"], "ville": "Brest",
    });
    add(&app.db, other).await;
    wanted
}

async fn search(admin: &Client, typed: &str) -> Vec<String> {
    found(admin, &[("recherche", typed)]).await
}

#[tokio::test]
async fn neither_case_nor_accents_matter() {
    let app = TestApp::start().await;
    let wanted = people(&app).await;
    let admin = app.admin().await;
    for typed in [
        "dupre",
        "DUPRÉ",
        "Dûpré",
        "lévêque",
        "LEVEQUE",
        "chloe",
        "Chloe\u{301}",
        "e\u{301}tienne",
        "ÉTIENNE",
    ] {
        assert_eq!(search(&admin, typed).await, [wanted.as_str()], "{typed}");
    }
}

#[tokio::test]
async fn a_whole_word_must_match_and_not_only_its_rarest_letters() {
    let app = TestApp::start().await;
    let wanted = people(&app).await;
    let near = add(&app.db, json!({ "nom": "Duprat", "prenom": "Léo" })).await;
    let admin = app.admin().await;
    assert_eq!(search(&admin, "dupre").await, [wanted.as_str()]);
    assert_eq!(search(&admin, "duprat").await, [near.as_str()]);
    assert_eq!(search(&admin, "dupr").await.len(), 2);
}

#[tokio::test]
async fn words_are_found_in_any_order_and_every_one_must_match() {
    let app = TestApp::start().await;
    let wanted = people(&app).await;
    let admin = app.admin().await;
    for typed in [
        "chloé dupré",
        "dupré chloé",
        "saint-etienne chloe dupre",
        "  chloé\u{a0} étienne  ",
        "leveque bureau",
        "chloe du",
    ] {
        assert_eq!(search(&admin, typed).await, [wanted.as_str()], "{typed}");
    }
    for typed in ["chloé martin", "dupré brest", "chloe zac"] {
        assert!(search(&admin, typed).await.is_empty(), "{typed}");
    }
}

#[tokio::test]
async fn every_email_and_the_city_are_searched() {
    let app = TestApp::start().await;
    let wanted = people(&app).await;
    let admin = app.admin().await;
    for typed in ["chloe.dupre@exemple.example", "C.LEVEQUE@bureau", "@bureau", "saint-étienne", "t-etien"] {
        assert_eq!(search(&admin, typed).await, [wanted.as_str()], "{typed}");
    }
}

#[tokio::test]
async fn a_telephone_is_found_however_it_is_written() {
    let app = TestApp::start().await;
    let wanted = people(&app).await;
    let admin = app.admin().await;
    for typed in [
        "0639981234",
        "06 39 98 12 34",
        "06.39.98.12.34",
        "06-39-98-12-34",
        "+33639981234",
        "+33 6 39 98 12 34",
        "01 99 00 11 22",
        "981234",
        "98 12 34",
        "chloé 06 39",
        "06 39 98 12 34 dupré",
    ] {
        assert_eq!(search(&admin, typed).await, [wanted.as_str()], "{typed}");
    }
    assert!(search(&admin, "06 39 98 12 35").await.is_empty());
    assert_eq!(search(&admin, "06 39 98").await.len(), 2);
}

#[tokio::test]
async fn the_signs_of_patterns_are_plain_characters() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (with, without) in [
        ("Or 100% pur", "Or 100x pur"),
        ("atelier_bijou", "atelierxbijou"),
        (r"aa\bb", "aabb"),
        (r"cc\%dd", r"cc\xdd"),
    ] {
        let wanted = add(&app.db, json!({ "nom": with })).await;
        add(&app.db, json!({ "nom": without })).await;
        assert_eq!(search(&admin, with).await, [wanted.as_str()], "{with}");
    }
    for typed in ["%", "_", "%%%", "___", r"\", r"\\\"] {
        assert!(search(&admin, typed).await.is_empty(), "{typed}");
    }
}

#[tokio::test]
async fn apostrophes_are_plain_characters_and_all_alike() {
    let app = TestApp::start().await;
    let straight = add(&app.db, json!({ "nom": "d'Arcangelo" })).await;
    let curved = add(&app.db, json!({ "nom": "d’Arcangelo" })).await;
    let admin = app.admin().await;
    for typed in ["d'arcangelo", "d’arcangelo"] {
        assert_eq!(search(&admin, typed).await, [straight.as_str(), curved.as_str()], "{typed}");
    }
    for typed in
        ["'", "''", "' OR '1'='1", "'; DROP TABLE prospects; --", "$1", "{}", "\"", "NULL", "<script>"]
    {
        assert!(search(&admin, typed).await.is_empty(), "{typed}");
    }
    assert_eq!(found(&admin, &[]).await.len(), 2);
}

#[tokio::test]
async fn one_or_two_letters_are_the_beginning_of_a_name() {
    let app = TestApp::start().await;
    let nom = add(&app.db, json!({ "nom": "Dubois", "prenom": "Anne" })).await;
    let prenom = add(&app.db, json!({ "nom": "Leduc", "prenom": "Dùnia" })).await;
    let elsewhere =
        json!({ "nom": "Leduc", "prenom": "Maud", "ville": "Dunkerque", "emails": ["du@exemple.example"] });
    add(&app.db, elsewhere).await;
    let admin = app.admin().await;
    for typed in ["d", "du", "DÛ"] {
        assert_eq!(search(&admin, typed).await, [nom.as_str(), prenom.as_str()], "{typed}");
    }
    assert_eq!(search(&admin, "du an").await, [nom.as_str()]);
    assert_eq!(search(&admin, "an du").await, [nom.as_str()]);
    assert!(search(&admin, "xq").await.is_empty());
}

#[tokio::test]
async fn letters_of_any_script_are_found() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (nom, typed) in [
        ("Œuvrard", "oeuvr"),
        ("Straße", "strasse"),
        ("Ковалёва", "ковал"),
        ("王小明", "王小明"),
        ("Ünal💎", "unal💎"),
    ] {
        let wanted = add(&app.db, json!({ "nom": nom })).await;
        let answer = list(&admin, &[("recherche", typed)]).await;
        assert_eq!(super::rows::ids(&answer), [wanted], "{typed}");
    }
}
