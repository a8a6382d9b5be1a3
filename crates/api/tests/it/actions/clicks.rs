//! The three actions other than the conversion: their requests and results.

use serde_json::{Value, json};

use super::scene::{Scene, id_of, row};
use crate::support::client::Answer;

/// A button of a prospect's panel.
#[derive(Clone, Copy)]
pub(crate) struct Click {
    /// Value of `typeAction`.
    pub(crate) type_action: &'static str,
    /// Last segment of the endpoint's path.
    pub(crate) path: &'static str,
    /// Last segment of the webhook's path.
    pub(crate) webhook: &'static str,
    /// Body of the request.
    pub(crate) body: fn() -> Value,
    /// Parameters stored with the action.
    pub(crate) parametres: fn() -> Value,
    /// Fields of a successful callback.
    pub(crate) result: fn() -> Value,
    /// Message of the notification of a success.
    pub(crate) done: &'static str,
    /// Title of the notification of a failure.
    pub(crate) failed: &'static str,
    /// Message of the notification of the start.
    pub(crate) started: &'static str,
}

/// "Envoyer le dossier", to a typed address.
pub(crate) const DOSSIER: Click = Click {
    type_action: "ENVOYER_DOSSIER",
    path: "send-dossier",
    webhook: "envoyer-dossier",
    body: || json!({ "email": "autre@exemple.fr" }),
    parametres: || json!({ "email": "autre@exemple.fr" }),
    result: || json!({ "lienFormulaire": "https://formulaires.example/candidature/1" }),
    done: "Marie Dumitru : le dossier de candidature a été envoyé.",
    failed: "Échec : envoi du dossier",
    started: "Envoi du dossier de Marie Dumitru, demandée par Sophie Martin.",
};

/// "Générer un devis".
pub(crate) const DEVIS: Click = Click {
    type_action: "GENERER_DEVIS",
    path: "generate-devis",
    webhook: "generer-devis",
    body: || json!({}),
    parametres: || json!({}),
    result: || json!({ "numeroDevis": "DEV-2026-00042", "lienDevis": "https://drive.google.com/file/d/1/view" }),
    done: "Marie Dumitru : le devis DEV-2026-00042 est prêt.",
    failed: "Échec : génération du devis",
    started: "Génération du devis de Marie Dumitru, demandée par Sophie Martin.",
};

/// "Envoyer un e-mail", with a message.
pub(crate) const EMAIL: Click = Click {
    type_action: "ENVOYER_EMAIL",
    path: "send-email",
    webhook: "envoyer-email",
    body: || json!({ "typeEmail": "INFORMATION", "message": "La prochaine session commence en mars." }),
    parametres: || {
        json!({ "typeEmail": "INFORMATION", "message": "La prochaine session commence en mars.",
            "email": "contact@exemple.example" })
    },
    result: || {
        json!({ "objet": "Nos formations", "contenu": "Bonjour Marie,\n\nLa prochaine session commence en mars.",
            "messageId": "<1@n8n.example>" })
    },
    done: "Marie Dumitru : l’e-mail a été envoyé.",
    failed: "Échec : envoi d’un e-mail",
    started: "Envoi d’un e-mail de Marie Dumitru, demandée par Sophie Martin.",
};

/// All three buttons.
pub(crate) const CLICKS: [Click; 3] = [DOSSIER, DEVIS, EMAIL];

impl Click {
    /// Returns the path for a prospect.
    pub(crate) fn of(&self, id_prospect: &str) -> String {
        format!("/api/prospects/{id_prospect}/{}", self.path)
    }

    /// Sends the request.
    pub(crate) async fn ask(&self, scene: &Scene) -> Answer {
        self.ask_with(scene, (self.body)()).await
    }

    /// Sends the request with another body.
    pub(crate) async fn ask_with(&self, scene: &Scene, body: Value) -> Answer {
        scene.admin.post(&self.of(&scene.prospect), body).await
    }

    /// Sends the request and lets n8n accept the webhook; returns the action's id.
    pub(crate) async fn deliver(&self, scene: &Scene) -> i64 {
        self.deliver_with(scene, (self.body)()).await
    }

    /// Does what [`Click::deliver`] does, with another body.
    pub(crate) async fn deliver_with(&self, scene: &Scene, body: Value) -> i64 {
        let id = id_of(self.ask_with(scene, body).await.expect(202));
        assert_eq!(scene.app.dispatch().await.calls, 1);
        id
    }

    /// Returns the callback of a success.
    pub(crate) fn success(&self, id: i64) -> Value {
        let mut body = (self.result)();
        body["idConversion"] = json!(id);
        body["success"] = json!(true);
        body["workflowId"] = json!("wf1");
        body["executionId"] = json!("ex1");
        body
    }

    /// Sends the callback of a success, which must be accepted.
    pub(crate) async fn succeed(&self, scene: &Scene, id: i64) -> Answer {
        let answer = scene.call_back(self.success(id)).await;
        answer.expect(200);
        answer
    }
}

/// Returns the row of the scene's prospect.
pub(crate) async fn prospect_row(scene: &Scene) -> Value {
    let sql = format!("SELECT to_jsonb(p)::text FROM prospects p WHERE id_prospect = '{}'", scene.prospect);
    row(&scene.app.db, &sql).await
}
