//! Cost of the health report with many actions.

use common::TypeAction;
use prospects_api::db;

use crate::reading::plans::Explained;
use crate::support::data;
use crate::support::db::TestDb;

/// Inserts twenty thousand ended actions; some rows have the maximum width.
pub(crate) async fn ended_actions(db: &TestDb) {
    data::catalogue(db).await;
    let prospect = data::prospect(db, "Dumitru", "Marie").await;
    db.execute(&format!(
        "INSERT INTO conversions_en_cours (id_prospect, type_action, statut_action, demande_par, date_debut, date_fin, duree_ms,
            date_livraison, date_tentative, statut_http, date_rappel, resultat)
         SELECT '{prospect}', (ARRAY['CONVERTIR_CANDIDAT', 'ENVOYER_DOSSIER', 'GENERER_DEVIS', 'ENVOYER_EMAIL'])[i % 4 + 1],
            'TERMINEE', 'Sophie Martin', at, at, 0, at, at, 200, at, jsonb_build_object('contenu', repeat('x', i % 400))
         FROM generate_series(1, 20000) i, LATERAL (SELECT '2026-01-01Z'::timestamptz + i * interval '1 minute') AS t (at)"
    ))
    .await;
    db.execute("ANALYZE").await;
}

#[tokio::test]
async fn no_reading_of_the_report_goes_through_all_actions() {
    let db = TestDb::create().await;
    ended_actions(&db).await;
    let explained = Explained::connect(&db).await;
    explained
        .expect_whole_only(&["disjoncteurs", "canaris"], async |conn| {
            for type_action in TypeAction::ALL {
                let webhook = db::n8n_calls::find_last_webhook(conn, *type_action).await.unwrap().unwrap();
                let callback = db::n8n_calls::find_last_callback(conn, *type_action).await.unwrap().unwrap();
                assert_eq!(webhook.id_conversion, callback.id_conversion);
            }
            assert!(db::n8n_calls::count_running(conn).await.unwrap().is_empty());
        })
        .await;
}
