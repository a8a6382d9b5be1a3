//! The totals of views are those of the list, for their caller and at once.

use serde_json::json;

use super::{list, save};
use crate::reading::rows::add;
use crate::support::app::TestApp;
use crate::support::reading::{CEILING, LIST};

#[tokio::test]
async fn each_total_is_that_of_the_list_with_the_query() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for row in [
        json!({ "nom": "Dumitru", "statut_prospect": "NOUVEAU", "source": "SALON", "id_responsable": 1 }),
        json!({ "nom": "Dumas", "statut_prospect": "QUALIFIE", "relance_le": "2026-11-04" }),
        json!({ "nom": "Petit", "statut_prospect": "PERDU", "motif_perte": "AUTRE" }),
        json!({ "nom": "Martin", "statut_prospect": "NOUVEAU", "formation_souhaitee": "CAP_BJ" }),
    ] {
        add(&app.db, row).await;
    }
    for requete in [
        "",
        "statut=NOUVEAU",
        "statut=NOUVEAU&statut=PERDU&tri=-nom",
        "formation=CAP_BJ",
        "recherche=dum",
        "recherche=d",
        "responsable=moi",
        "responsable=aucun",
        "source=SALON",
        "motifPerte=AUTRE",
        "relance=retard",
        "contact=30j&sansReponseDepuis=1",
    ] {
        let view = save(&admin, "PERSONNELLE", &format!("Vue {requete}"), requete).await;
        let page = admin.get(&format!("{LIST}?{requete}")).await;
        let pagination = &page.expect(200).body["pagination"];
        assert_eq!(
            (&view["total"], &view["totalExact"]),
            (&pagination["total"], &pagination["totalExact"]),
            "{requete}"
        );
    }
    let before = list(&admin).await;
    add(&app.db, json!({ "statut_prospect": "NOUVEAU", "date_dernier_sortant": "2026-10-01T08:00:00Z" }))
        .await;
    let after = list(&admin).await;
    let grew: Vec<i64> = before
        .iter()
        .zip(&after)
        .map(|(one, other)| other["total"].as_i64().unwrap() - one["total"].as_i64().unwrap())
        .collect();
    assert_eq!(grew, [1, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
}

#[tokio::test]
async fn the_word_moi_is_the_person_who_reads() {
    let app = TestApp::start().await;
    let (sophie, claire) = (app.admin().await, app.login("claire@ecole.example", "Claire", "ADMIN").await);
    add(&app.db, json!({ "id_responsable": 1 })).await;
    save(&sophie, "EQUIPE", "À moi", "responsable=moi").await;
    assert_eq!(list(&sophie).await[0]["total"], 1);
    assert_eq!(list(&claire).await[0]["total"], 0);
}

#[tokio::test]
async fn a_search_is_counted_up_to_a_thousand() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.db
        .execute(
            "INSERT INTO prospects (nom, prenom, source, statut_prospect, date_premier_contact, date_dernier_contact)
             SELECT 'Durand', 'N' || i, 'EMAIL', 'NOUVEAU', '2026-10-01', '2026-10-01' FROM generate_series(1, 1001) i",
        )
        .await;
    let view = save(&admin, "EQUIPE", "Durand", "recherche=durand").await;
    assert_eq!((&view["total"], &view["totalExact"]), (&json!(CEILING), &json!(false)));
    let view = save(&admin, "EQUIPE", "Tous", "").await;
    assert_eq!((&view["total"], &view["totalExact"]), (&json!(1001), &json!(true)));
}
