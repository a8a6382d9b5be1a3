//! A name in the search of a view is personal data: it is exported, and removed with the person.

use serde_json::json;

use super::{list, save};
use crate::reading::rows::add;
use crate::support::app::TestApp;

#[tokio::test]
async fn an_anonymisation_removes_the_name_from_the_views() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let person = json!({ "nom": "Dumitrescu", "prenom": "Ileana", "emails": ["ileana@exemple.example"] });
    let id = add(&app.db, person).await;
    save(&admin, "EQUIPE", "Suivi de Dumitrescu", "statut=NOUVEAU").await;
    save(&admin, "EQUIPE", "Une famille", "statut=NOUVEAU&recherche=Dumitrescu%20lyon&tri=nom").await;
    save(&admin, "PERSONNELLE", "Une adresse", "recherche=ileana%40exemple.example").await;
    save(&admin, "EQUIPE", "Autre", "recherche=Petit").await;
    let export = admin.get(&format!("/api/prospects/{id}/donnees-personnelles")).await;
    let views = export.expect(200).body["donnees"]["vues"].as_array().unwrap().clone();
    assert_eq!(views.len(), 3, "{views:?}");
    let body = json!({ "ids": [id], "motif": "DEMANDE" });
    admin.post("/api/rgpd/anonymisation", body).await.expect(200);
    let told: Vec<_> =
        list(&admin).await.iter().map(|view| (view["nom"].clone(), view["requete"].clone())).collect();
    let left = told.iter().map(|(nom, requete)| (nom.as_str().unwrap(), requete.as_str().unwrap()));
    assert_eq!(
        left.collect::<Vec<_>>(),
        [
            ("Une adresse", ""),
            ("Vue anonymisée 1", "statut=NOUVEAU"),
            ("Une famille", "statut=NOUVEAU&tri=nom"),
            ("Autre", "recherche=Petit"),
        ]
    );
}
