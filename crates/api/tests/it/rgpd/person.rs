//! A person with data in every table, each marked by a unique word.

use serde_json::{Value, json};

use crate::actions::scene::{COMPLETE, Scene, id_of};
use crate::support::app::TestApp;

/// The words, each of which is somewhere in the database.
pub(crate) const WORDS: &[&str] = &[
    "Quetzalcoatl",
    "Zéphirine",
    "zeph.quetzal@exemple.example",
    "639987755",
    "impasse des Okapis",
    "97777",
    "Tombouctou",
    "padparadscha",
    "kumquat",
    "rutabaga",
    "topinambour",
    "salsifis",
    "autre.adresse",
    "cardamome",
    "fenugrec",
    "gingembre",
    "muscade",
    "QUET05112026",
    "curcuma",
    "girofle",
];

/// Path of anonymisations.
pub(crate) const ANONYMISE: &str = "/api/rgpd/anonymisation";

/// Creates a scene and the person.
pub(crate) async fn scene_with_person() -> (Scene, String) {
    let scene = Scene::with(TestApp::setup().set("RGPD_HMAC_KEY", KEY)).await;
    let id = add(&scene).await;
    (scene, id)
}

/// The key of the opposition list in tests.
pub(crate) const KEY: &str = "une-cle-de-test-assez-longue-pour-servir";

/// Adds the person as n8n does.
pub(crate) async fn add(scene: &Scene) -> String {
    let person = json!({
        "nom": "Quetzalcoatl", "prenom": "Zéphirine", "email": "Zeph.Quetzal@exemple.example",
        "telephone": "06 39 98 77 55", "adresse": "77 impasse des Okapis", "codePostal": "97777", "ville": "Tombouctou",
        "formationSouhaitee": "CAP_BJ", "modeFinancement": "CPF", "source": "SALON", "resumeIa": "Rêve de padparadscha",
    });
    let answer = scene.n8n.post("/api/prospects", person).await;
    let id = answer.expect(201).body["idProspect"].as_str().unwrap().to_owned();
    let email = json!({
        "sens": "ENTRANT", "objet": "Objet kumquat", "contenu": "Contenu rutabaga", "resume": "Résumé topinambour",
        "expediteur": "zeph.quetzal@exemple.example", "destinataire": "admissions@ecole.example",
        "messageId": "<msg-salsifis@exemple.example>",
    });
    scene.n8n.post(&format!("/api/prospects/{id}/emails"), email).await.expect(201);
    id
}

/// Lets everything happen to a prospect up to the conversion.
pub(crate) async fn live(scene: &Scene, id: &str) {
    let at = |path: &str| format!("/api/prospects/{id}/{path}");
    let dossier = json!({ "email": "autre.adresse@exemple.example" });
    let asked = scene.admin.post_once(&at("send-dossier"), "cle-cardamome", dossier).await;
    let failed = deliver(scene, id_of(asked.expect(202))).await;
    let failure = json!({
        "idConversion": failed, "success": false, "messageErreur": "Boîte pleine de Zéphirine Quetzalcoatl",
        "nomNoeud": "Gmail", "workflowId": "wf1", "executionId": "exec-fenugrec",
    });
    scene.call_back(failure).await.expect(200);
    let body = json!({ "typeEmail": "INFORMATION", "message": "Texte gingembre" });
    let sent = deliver(scene, id_of(scene.admin.post(&at("send-email"), body).await.expect(202))).await;
    let success = json!({
        "idConversion": sent, "success": true, "objet": "Réponse kumquat", "contenu": "Bonjour Zéphirine, gingembre",
        "messageId": "<sortie-salsifis@ecole.example>",
    });
    scene.call_back(success).await.expect(200);
    convert(scene, id).await;
    for report in [
        json!({ "nomWorkflow": "Tri", "messageErreur": "Échec", "donneesEntree": { "idConversion": sent, "mot": "curcuma" } }),
        json!({ "nomWorkflow": "Tri", "messageErreur": "Appel du 06 39 98 77 55, girofle" }),
        json!({ "nomWorkflow": "Tri", "messageErreur": "Échec",
            "donneesEntree": { "personne": { "prenom": "Zéphirine", "nom": "QUETZALCOATL" } } }),
        json!({ "nomWorkflow": "Tri", "messageErreur": "Échec", "donneesEntree": { "de": "ZEPH.QUETZAL@exemple.example" } }),
        json!({ "nomWorkflow": "Tri", "messageErreur": format!("Rien pour {id} : girofle") }),
    ] {
        scene.n8n.post("/api/journal-erreurs", report).await.expect(201);
    }
}

/// Converts the person into a candidate.
pub(crate) async fn convert(scene: &Scene, id: &str) {
    let body = json!({ "idProspect": id, "formationRetenue": "CAP_BJ", "idSession": 1, "dateDebutSouhaitee": "2027-03-15" });
    let asked = scene.ask(body).await;
    let converted = deliver(scene, id_of(asked.expect(202))).await;
    let step = json!({ "idConversion": converted, "etape": "Dossier de Zéphirine", "pourcentage": 60 });
    scene.n8n.post("/api/prospects/conversion-progress", step).await.expect(204);
    let success = json!({
        "idConversion": converted, "success": true, "numeroDossier": "QUET05112026",
        "lienDossierDrive": "https://drive.example/dossier-muscade", "executionId": "exec-fenugrec",
    });
    scene.n8n.post(COMPLETE, success).await.expect(200);
}

async fn deliver(scene: &Scene, id: i64) -> i64 {
    assert_eq!(scene.app.dispatch().await.calls, 1);
    id
}

/// Anonymises; returns the result of each.
pub(crate) async fn anonymise(scene: &Scene, ids: &[&str], motif: &str) -> Vec<String> {
    let answer = scene.admin.post(ANONYMISE, json!({ "ids": ids, "motif": motif })).await;
    let rows = answer.expect(200).body["data"].as_array().unwrap();
    let asked: Vec<&str> = rows.iter().map(|row: &Value| row["idProspect"].as_str().unwrap()).collect();
    assert_eq!(asked, ids);
    rows.iter().map(|row| row["resultat"].as_str().unwrap().to_owned()).collect()
}
